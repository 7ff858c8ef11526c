#include "features/factors/recovery_code/recovery_code_factor.hpp"

#include "core/account/account.hpp"
#include "core/objection/objection.hpp"
#include "features/factors/recovery_code/recovery_code.hpp"
#include "features/factors/recovery_code/recovery_code_store.hpp"
#include "site/page.hpp"

namespace sallyport::recovery_code {
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

std::optional<Code> typed_code(const http::Form& form) {
  return read_code(form.text("code", 64).value_or(""));
}

}  // namespace

text::Message RecoveryCodeFactor::label() const { return Message{"Use a recovery code"}; }

bool RecoveryCodeFactor::enrolled(db::Read& db, AccountId account) const {
  const auto all = stock(db, account);
  return all && all->left > 0;
}

http::Response RecoveryCodeFactor::ask(const site::Visit& visit, const site::Question& question) {
  return site::page(visit, "src/features/factors/recovery_code/ask_code.html",
                    Message{"Recovery code"}, AskCodePage{question, visit.site.portal}.model(),
                    question.problem ? 422 : 200);
}

std::optional<text::Message> RecoveryCodeFactor::incomplete(const site::Answer& answer,
                                                            Time) const {
  if (typed_code(answer.form)) return std::nullopt;
  return Message{
      "A recovery code has 18 letters and digits, in groups of four. Type one of yours."};
}

std::optional<crypto::HashPlace> RecoveryCodeFactor::room() { return site_.hasher.take_place({}); }

site::Checked RecoveryCodeFactor::check(const site::Answer& answer, const audit::Deed&,
                                        const std::optional<crypto::HashPlace>& room) {
  const AccountId account = answer.account;
  const auto code = typed_code(answer.form);
  if (!code) return {};
  const auto hash =
      site_.database.read([&](db::Read& db) { return find(db, account, code->lookup); });
  if (!hash) {
    site_.hasher.verify_nothing(*room, code->secret);
    return {};
  }
  if (site_.hasher.verify(*room, code->secret, *hash) == crypto::PasswordVerdict::wrong) return {};
  return {.right = true,
          .use = [this, account, lookup = code->lookup, hash = *hash](db::Write& db,
                                                                      const audit::Deed& by) {
            return use_and_tell(db, by, account, lookup, hash);
          }};
}

bool RecoveryCodeFactor::use_and_tell(db::Write& db, const audit::Deed& deed, AccountId id,
                                      std::string_view lookup, std::string_view hash) const {
  if (!use(db, id, lookup, hash, deed.now)) return false;
  const auto account = account::find(db, id);
  const auto rest = stock(db, id);
  sallyport::check(account && rest, "the owner of a code that was used has an account and codes");
  audit::record(db, deed, audit::Event::recovery_code_used, {.account = id});
  const auto language = account->language.value_or(site_.portal.language);
  site_.outbox.post(
      db, deed,
      {.kind = outbox::Kind::recovery_code_used,
       .to = account->email,
       .account = id,
       .language = account->language,
       .texts = {{"left", std::to_string(rest->left)},
                 {"when", text::day_and_time(language, deed.now, site_.policy.time_zone)}},
       .link_token =
           objection::make(db, deed, {.told = objection::Told::code_used, .account = id})});
  return true;
}

text::Message RecoveryCodeFactor::wrong() const {
  return Message{
      "That is not one of your recovery codes, or it has been used already. Each code works once."};
}

std::vector<throttle::Limit> RecoveryCodeFactor::limits() const {
  return {throttle::recovery_code, throttle::consecutive_recovery_code};
}

std::vector<site::Item> RecoveryCodeFactor::items(db::Read& db, AccountId account) const {
  const auto all = stock(db, account);
  if (!all) {
    // Who brought an authenticator along from another portal has no codes yet.
    if (site_.count_standing(db, account) == 0) return {};
    return {{.name = Message{"Recovery codes"},
             .page = codes_page,
             .since = std::nullopt,
             .last_used = std::nullopt,
             .remark = Message{"You have none yet."},
             .warning = Message{"Make them now: they let you in when you lose your app."}}};
  }
  return {{.name = Message{"Recovery codes"},
           .page = codes_page,
           .since = all->made_at,
           .last_used = all->last_used_at,
           .remark = Message{"One code left.", "{count} codes left.", all->left},
           .warning = all->left <= few ? std::optional{Message{"Make new ones while you can."}}
                                       : std::nullopt}};
}

std::optional<site::Spare> RecoveryCodeFactor::spare(AccountId account) {
  return make_codes(site_, account);
}

void RecoveryCodeFactor::forget(db::Write& db, const audit::Deed& deed, AccountId account) {
  if (!stock(db, account)) return;
  remove_all(db, account);
  audit::record(db, deed, audit::Event::recovery_codes_removed, {.account = account});
}

std::optional<site::Notice> RecoveryCodeFactor::after_sign_in(db::Read& db,
                                                              AccountId account) const {
  const auto all = stock(db, account);
  if (!all) return std::nullopt;
  return site::Notice{
      .words = Message{"You logged in with a recovery code, so we have sent you an email about it."
                       " One code is left.",
                       "You logged in with a recovery code, so we have sent you an email about it."
                       " {count} codes are left.",
                       all->left},
      .url = codes_page,
      .action = Message{"Make new codes"}};
}

text::Message RecoveryCodeFactor::proof() const { return Message{"recovery code"}; }

bool RecoveryCodeFactor::take_back(db::Write& db, const audit::Deed&, AccountId account,
                                   std::string_view) {
  remove_all(db, account);
  return true;
}

void RecoveryCodeFactor::routes(site::Routes& routes) { pages_.routes(routes); }

}  // namespace sallyport::recovery_code
