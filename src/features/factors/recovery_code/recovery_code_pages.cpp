#include "features/factors/recovery_code/recovery_code_pages.hpp"

#include <fmt/format.h>

#include "core/objection/objection.hpp"
#include "features/factors/recovery_code/recovery_code.hpp"
#include "features/factors/recovery_code/recovery_code_store.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/page.hpp"
#include "site/way.hpp"

namespace sallyport::recovery_code {
namespace {

using text::Message;

/// What new_codes.html needs.
struct NewCodesPage {
  const site::Visit& visit;
  const std::vector<Code>& codes;
  std::string onward;
  std::string email;

  [[nodiscard]] templates::Model model() const {
    std::vector<templates::Model> rows;
    std::string lines;
    for (const Code& code : codes) {
      rows.push_back({{"code", code.text()}});
      lines += code.text() + " ";
    }
    return {
        {"problem", std::string{}},
        {"codes", std::move(rows)},
        {"all_codes", std::move(lines)},
        {"email", email},
        {"made_on", text::long_day(visit.language, visit.site.policy.time_zone.day_of(visit.now))},
        {"onward", onward}};
  }
};

/// What codes.html needs.
struct CodesPage {
  const site::Visit& visit;
  const std::optional<Stock>& stock;

  [[nodiscard]] templates::Model model() const {
    const auto day = [&](Time time) {
      return text::day_and_time(visit.language, time, visit.site.policy.time_zone);
    };
    const bool used = stock && stock->last_used_at;
    return {{"problem", std::string{}},
            {"made", stock.has_value()},
            {"count", stock ? stock->left : 0},
            {"few", stock && stock->left <= few},
            {"made_at", stock ? day(stock->made_at) : std::string{}},
            {"last_used", used ? day(*stock->last_used_at) : std::string{}}};
  }
};

/// The codes that a form echoes: nothing unless all of them are well formed.
std::optional<std::vector<Code>> echoed(std::string_view text) {
  std::vector<Code> codes;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    auto code = read_code(text.substr(0, end));
    if (!code || codes.size() == how_many) return std::nullopt;
    codes.push_back(std::move(*code));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (codes.empty()) return std::nullopt;
  return codes;
}

void post_letter(db::Write& db, const site::InSession& visit) {
  const auto language = visit.session.language.value_or(visit.site.portal.language);
  visit.site.outbox.post(
      db, visit.deed(),
      {.kind = outbox::Kind::recovery_codes_made,
       .to = visit.session.email,
       .account = visit.session.account,
       .language = visit.session.language,
       .texts = {{"when", text::day_and_time(language, visit.now, visit.site.policy.time_zone)}},
       .link_token = objection::make(db, visit.deed(),
                                     {.told = objection::Told::codes_made,
                                      .account = visit.session.account,
                                      .factor = "recovery_code"})});
}

}  // namespace

void RecoveryCodePages::routes(site::Routes& routes) {
  routes.get(codes_page, this, &RecoveryCodePages::show);
  routes.post(codes_page, this, &RecoveryCodePages::make_new);
  routes.post(fmt::format("{}/download", codes_page), this, &RecoveryCodePages::download);
}

site::Spare make_codes(const site::Site& site, AccountId account) {
  const auto codes = std::make_shared<const std::vector<Code>>(fresh_codes(site.random));
  std::vector<Hashed> hashed;
  for (const Code& code : *codes) {
    hashed.push_back({.lookup = code.lookup, .hash = site.hasher.hash(code.secret)});
  }
  return {.record =
              [account, hashed = std::move(hashed)](db::Write& db, const audit::Deed& deed) {
                replace(db, account, hashed, deed.now);
                audit::record(db, deed, audit::Event::recovery_codes_made, {.account = account});
              },
          .show =
              [codes](const site::InSession& visit, const std::string& onward) {
                return site::page(
                    visit, "src/features/factors/recovery_code/new_codes.html",
                    Message{"Your recovery codes"},
                    NewCodesPage{visit, *codes, onward, visit.session.email.text()}.model());
              }};
}

http::Response RecoveryCodePages::show(const site::SignedIn& visit) {
  if (!visit.has_factor) return http::see_other(site::two_factor_path);
  const auto left =
      visit.site.database.read([&](db::Read& db) { return stock(db, visit.session.account); });
  return site::page(visit, "src/features/factors/recovery_code/codes.html",
                    Message{"Recovery codes"}, CodesPage{visit, left}.model());
}

http::Response RecoveryCodePages::make_new(const site::MayChangeFactors& visit) {
  if (!site::holds_only(visit.request.form, {})) return site::failure(visit, 400);
  // Codes help out beside something that stands alone; by themselves they are nothing.
  if (!visit.has_factor) return http::see_other(site::two_factor_path);
  const site::Spare made = make_codes(visit.site, visit.session.account);
  visit.site.database.write([&](db::Write& db) {
    made.record(db, visit.deed());
    post_letter(db, visit);
  });
  return made.show(visit, site::two_factor_path);
}

http::Response RecoveryCodePages::download(const site::Activating& visit) {
  // Nothing of the codes is kept here that could be shown again: the page sends back what it shows.
  const http::Form& form = visit.request.form;
  const auto codes = echoed(form.text("codes", 512).value_or(""));
  if (!site::holds_only(form, {"codes"}) || !codes) return site::failure(visit, 400);
  const site::Portal& portal = visit.site.portal;
  const auto day = text::long_day(visit.language, visit.site.policy.time_zone.day_of(visit.now));
  std::string file = visit.site.catalogues.say(
      visit.language, Message{"Recovery codes for {email} at {portal}, {day}. Each works once."}
                          .with("email", visit.session.email.text())
                          .with("portal", portal.name)
                          .with("day", day));
  file += fmt::format("\r\n{}\r\n\r\n", portal.public_address);
  for (const Code& code : *codes) file += code.text() + "\r\n";
  auto response = http::plain_text(200, std::move(file));
  response.with_header("Content-Disposition", "attachment; filename=\"recovery-codes.txt\"");
  return response;
}

}  // namespace sallyport::recovery_code
