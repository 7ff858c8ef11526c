#include <algorithm>
#include <charconv>

#include "core/history/history.hpp"
#include "features/not_me/not_me.hpp"
#include "features/not_me/not_me_page.hpp"
#include "site/browser_name.hpp"
#include "site/factor.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/page.hpp"
#include "site/put_right.hpp"

namespace sallyport::not_me {
namespace {

using history::Entry;
using history::Outcome;
using text::Message;

constexpr std::int64_t on_a_page = 20;
constexpr std::int64_t last_page = 1000;

/// What was proved, or what was wrong.
Message words_for(const site::Site& site, const Entry& entry) {
  const site::Factor* factor = site.factor(entry.factor);
  switch (entry.outcome) {
    case Outcome::signed_in:
      if (factor == nullptr) return Message{"Logged in with the password alone."};
      return Message{"Logged in with the password and a second factor: {proof}."};
    case Outcome::password_refused:
      return Message{"Refused: the password was wrong, or too many were wrong before."};
    case Outcome::factor_refused:
      return Message{"Refused: the password was right, the second factor was wrong: {proof}."};
  }
  throw Bug("every outcome of a sign-in has words");
}

/// "Logged in with the password and a second factor: verification code."
std::string sentence(const site::Visit& visit, const Entry& entry) {
  const site::Factor* factor = visit.site.factor(entry.factor);
  const std::string proof =
      factor == nullptr ? "" : visit.site.catalogues.say(visit.language, factor->proof());
  return visit.site.catalogues.say(visit.language,
                                   words_for(visit.site, entry).with("proof", proof));
}

std::int64_t page_of(const http::Request& request) {
  const http::Form query = request.query_form();
  const std::string typed{query.text("page", 6).value_or("1")};
  std::int64_t page = 0;
  std::from_chars(typed.data(), typed.data() + typed.size(), page);
  return std::clamp(page, std::int64_t{1}, last_page);
}

std::string path_of_page(std::int64_t page) {
  return std::string{sign_ins_path} + "?page=" + std::to_string(page);
}

/// What sign_ins.html needs.
struct SignInsPage {
  const site::SignedIn& visit;
  std::vector<Entry> entries;  // one more than the page shows, if there are more
  std::int64_t page = 1;

  [[nodiscard]] templates::Model model() const {
    std::vector<templates::Model> rows;
    for (const Entry& entry : entries) {
      if (rows.size() == on_a_page) break;
      rows.push_back(
          {{"browser", site::browser_words(entry.user_agent)},
           {"address", entry.address},
           {"when", text::day_and_time(visit.language, entry.at, visit.site.policy.time_zone)},
           {"refused", entry.outcome != Outcome::signed_in},
           {"outcome", sentence(visit, entry)},
           {"href", std::string{sign_ins_path} + "/" + entry.id.text()}});
    }
    return {{"entries", std::move(rows)},
            {"days", std::int64_t{history::lifetime.count()}},
            {"newer", page > 1 ? path_of_page(page - 1) : std::string{}},
            {"older", entries.size() > on_a_page ? path_of_page(page + 1) : std::string{}}};
  }
};

/// What the address names, among the visitor's own.
std::optional<Entry> entry_of_address(const site::SignedIn& visit) {
  const auto id = HistoryId::parse(visit.request.parts.at("entry"));
  if (!id) return std::nullopt;
  return visit.site.database.read(
      [&](db::Read& db) { return history::find(db, visit.session.account, *id); });
}

objection::Telling telling_of(const site::SignedIn& visit, const Entry& entry) {
  return {.told = objection::Told::signed_in,
          .account = visit.session.account,
          .item = visit.site.catalogues.say(visit.language, site::browser_words(entry.user_agent)) +
                  ", " + entry.address};
}

}  // namespace

http::Response NotMe::list(const site::SignedIn& visit) {
  const std::int64_t page = page_of(visit.request);
  auto entries = site_.database.read([&](db::Read& db) {
    return history::entries(db, visit.session.account, (page - 1) * on_a_page, on_a_page + 1);
  });
  return site::page(visit, "src/features/not_me/sign_ins.html", Message{"Sign-in history"},
                    SignInsPage{visit, std::move(entries), page}.model());
}

http::Response NotMe::ask_about_one(const site::RecentlySignedIn& visit) {
  const auto entry = entry_of_address(visit);
  if (!entry) return site::failure(visit, 404);
  return render(visit, {.telling = telling_of(visit, *entry),
                        .at = entry->at,
                        .action = visit.request.path,
                        .cancel = sign_ins_path});
}

http::Response NotMe::object_to_one(const site::RecentlySignedIn& visit) {
  if (!site::holds_only(visit.request.form, {})) return site::failure(visit, 400);
  const auto entry = entry_of_address(visit);
  if (!entry) return site::failure(visit, 404);
  const objection::Telling telling = telling_of(visit, *entry);
  site_.database.write([&](db::Write& db) { site::put_right(db, site_, visit.deed(), telling); });
  return lead_to_done(telling.told);
}

}  // namespace sallyport::not_me
