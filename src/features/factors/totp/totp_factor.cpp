#include "features/factors/totp/totp_factor.hpp"

#include "features/factors/totp/totp_store.hpp"
#include "site/page.hpp"

namespace sallyport::totp {
namespace {

using text::Message;

/// What ask_code.html needs.
struct AskCodePage {
  const site::Question& question;
  const site::Portal& portal;

  [[nodiscard]] templates::Model model() const {
    return {{"problem", question.problem ? templates::Value{*question.problem} : std::string{}},
            {"action", question.action},
            {"back", question.back},
            {"other_way", question.other_way},
            {"start_again", question.start_again},
            {"leave", question.leave},
            {"system_manager", portal.system_manager}};
  }
};

std::string typed_code(const http::Form& form) {
  return without_spaces(form.text("code", 64).value_or(""));
}

}  // namespace

text::Message TotpFactor::label() const { return Message{"Log in with a verification code"}; }

bool TotpFactor::enrolled(db::Read& db, AccountId account) const {
  return !authenticators(db, account).empty();
}

http::Response TotpFactor::ask(const site::Visit& visit, const site::Question& question) {
  return site::page(visit, "src/features/factors/totp/ask_code.html", Message{"Verification code"},
                    AskCodePage{question, visit.site.portal}.model(), question.problem ? 422 : 200);
}

std::optional<text::Message> TotpFactor::incomplete(const site::Answer& answer, Time) const {
  if (is_six_digits(typed_code(answer.form))) return std::nullopt;
  return Message{"Type the six digits that your app shows now."};
}

site::Checked TotpFactor::check(const site::Answer& answer, const audit::Deed& deed,
                                const std::optional<crypto::HashPlace>&) {
  const AccountId account = answer.account;
  const auto all =
      site_.database.read([&](db::Read& db) { return keys(db, site_.keys.sealer, account); });
  for (const Key& key : all) {
    const auto step = check_code(key.secret, typed_code(answer.form), deed.now, key.last_step);
    if (!step) continue;
    return {.right = true,
            .use = [account, id = key.id, used = *step](db::Write& db, const audit::Deed& by) {
              return use_step(db, account, id, used, by.now);
            }};
  }
  return {};
}

text::Message TotpFactor::wrong() const {
  // One text for a wrong code and for one that was used: which of them it was helps only who
  // guesses.
  return Message{
      "That code is wrong, or it has been used already. Type the code that your app shows now."};
}

std::vector<throttle::Limit> TotpFactor::limits() const {
  return {throttle::code, throttle::consecutive_code};
}

std::vector<site::Item> TotpFactor::items(db::Read& db, AccountId account) const {
  std::vector<site::Item> items;
  for (const Authenticator& app : authenticators(db, account)) {
    items.push_back({.name = app.name,
                     .page = app_page(app.id),
                     .since = app.created_at,
                     .last_used = app.last_used_at,
                     .remark = std::nullopt});
  }
  return items;
}

std::optional<site::Method> TotpFactor::method() const {
  return site::Method{
      .label = label(),
      .explanation = Message{"With an authenticator app on your smartphone, a browser"
                             " extension or a password manager."},
      .page = activation_page};
}

text::Message TotpFactor::proof() const { return Message{"verification code"}; }

bool TotpFactor::take_back(db::Write& db, const audit::Deed&, AccountId account,
                           std::string_view part) {
  const auto id = AuthenticatorId::parse(part);
  return id && remove(db, account, *id);
}

void TotpFactor::routes(site::Routes& routes) { pages_.routes(routes); }

}  // namespace sallyport::totp
