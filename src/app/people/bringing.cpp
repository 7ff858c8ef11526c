#include "app/people/bringing.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/account/account.hpp"
#include "core/contact/access.hpp"
#include "features/factors/totp/totp_store.hpp"
#include "kit/crypto/adopted_hash.hpp"

namespace sallyport::app::people {
namespace {

using organisation::Scope;

Verdict keep(std::string sentence) {
  return {.outcome = Outcome::kept, .sentence = std::move(sentence)};
}

/// The columns in which the contact person who is there differs from the file.
std::vector<std::string_view> differences(const contact::Contact& there, const Person& person) {
  std::vector<std::string_view> columns;
  if (there.first_name != person.first_name) columns.emplace_back("first_name");
  if (there.last_name != person.last_name) columns.emplace_back("last_name");
  if (there.telephone != person.telephone) columns.emplace_back("telephone");
  if (there.position != person.position) columns.emplace_back("position");
  if (there.roles != person.roles) columns.emplace_back("role");
  if (there.access != person.access) columns.emplace_back("access");
  return columns;
}

/// Whether the account's password is the file's, not changed since.
bool has_password_of(const Means& means, const account::Account& account, const Person& person) {
  return person.password && account.password_hash &&
         crypto::is_adopted_from(means.keys.peppers, *account.password_hash, *person.password);
}

bool has_app_of(const std::vector<totp::Key>& apps, const Person& person) {
  return std::any_of(apps.begin(), apps.end(), [&](const totp::Key& app) {
    return app.secret.reveal() == person.app->secret.reveal();
  });
}

/// What the account lacks, or why the row is left out.
Verdict judge_account(db::Read& db, const Means& means, const Person& person) {
  const auto account = account::find(db, person.email);
  if (!account) return {.password = person.password.has_value(), .app = person.app.has_value()};
  Verdict verdict;
  const bool has_password = account->password_set_at.has_value();
  const bool is_ours = has_password && !has_password_of(means, *account, person);
  if (person.password) {
    if (is_ours) {
      return keep(
          "the address has an account with another password already, which stays; leave "
          "password_hash and totp_secret out to add the person to this organisation");
    }
    verdict.password = !has_password;
  }
  if (person.app) {
    const auto apps = totp::keys(db, means.keys.sealer, account->id);
    if (!has_app_of(apps, person)) {
      if (is_ours || !apps.empty()) {
        return keep(
            "the address has an account with a password or an app already, and nothing is added to "
            "that; leave totp_secret out to add the person to this organisation");
      }
      verdict.app = true;
    }
  }
  return verdict;
}

bool will_have_password(db::Read& db, const Person& person) {
  if (person.password) return true;
  const auto account = account::find(db, person.email);
  return account && account->password_set_at;
}

/// "bcrypt password, authenticator"
std::string brought_with(const Person& person, const Verdict& verdict) {
  std::vector<std::string> things;
  if (verdict.password)
    things.push_back(fmt::format("{} password", crypto::name_of(person.password->recipe.scheme)));
  if (verdict.app) things.emplace_back("authenticator");
  return things.empty() ? "no password" : fmt::format("{}", fmt::join(things, ", "));
}

ContactId record_contact(db::Write& db, const audit::Deed& deed, const Person& person,
                         const Scope& scope, const Verdict& verdict) {
  if (!verdict.contact) {
    const auto there = contact::find(db, scope, person.email);
    check(there.has_value(), "who is not recorded anew is there already");
    return there->id;
  }
  const auto id = contact::add(db, deed, scope,
                               {.email = person.email,
                                .first_name = person.first_name,
                                .last_name = person.last_name,
                                .telephone = person.telephone,
                                .position = person.position,
                                .roles = person.roles});
  check(id.has_value(), "who is recorded anew was not there");
  if (person.access) {
    const auto added = contact::find(db, scope, *id);
    check(added.has_value(), "a contact person who was just added can be found");
    contact::give_access_quietly(db, deed, scope, *added);
  }
  return *id;
}

void add_app(db::Write& db, const audit::Deed& deed, const Means& means, const Person& person,
             const account::Account& account) {
  const auto language = person.language.value_or(account.language.value_or(means.language));
  std::string name = person.app_name;
  if (name.empty()) name = means.catalogues.say(language, text::Message{"Imported authenticator"});
  // A code that somebody read over a shoulder at the other portal a moment ago does not count here.
  totp::add(db, means.keys.sealer, deed.random,
            {.account = account.id,
             .name = name,
             .secret = person.app->secret,
             .last_step = totp::step_at(deed.now)},
            deed.now);
}

}  // namespace

Verdict judge(db::Read& db, const Means& means, const Person& person,
              const organisation::Organisation* organisation, bool earlier) {
  const auto there = organisation == nullptr
                         ? std::nullopt
                         : contact::find(db, Scope::of_operator(organisation->id), person.email);
  if (there) {
    const auto columns = differences(*there, person);
    if (!columns.empty()) {
      return keep(
          fmt::format("the organisation has a contact person with that address, recorded "
                      "otherwise ({}), who stays so",
                      fmt::join(columns, ", ")));
    }
  }
  Verdict verdict = earlier ? Verdict{} : judge_account(db, means, person);
  if (verdict.outcome == Outcome::kept) return verdict;
  verdict.contact = !there;
  verdict.invited = means.invites && person.access && !will_have_password(db, person);
  if (verdict.contact || verdict.password || verdict.app || verdict.invited)
    verdict.outcome = Outcome::brought;
  return verdict;
}

void carry_out(db::Write& db, const audit::Deed& deed, const Means& means, const Person& person,
               const organisation::Organisation& organisation, const Verdict& verdict) {
  if (verdict.outcome != Outcome::brought) return;
  const Scope scope = Scope::of_operator(organisation.id);
  const ContactId contact = record_contact(db, deed, person, scope, verdict);
  audit::About about{
      .organisation = organisation.id, .contact = contact, .detail = brought_with(person, verdict)};
  if (person.access || verdict.password || verdict.app) {
    const account::Account account = account::find_or_add(db, deed, person.email);
    about.account = account.id;
    if (person.language && !account.language)
      account::choose_language(db, account.id, *person.language);
    if (verdict.password) {
      const bool set = account::bring_password(
          db, account.id, crypto::adopt(means.keys.peppers, *person.password), deed.now);
      check(set, "an account that was judged in this transaction has no password yet");
    }
    if (verdict.app) add_app(db, deed, means, person, account);
  }
  audit::record(db, deed, audit::Event::person_brought, about);
  if (verdict.invited) {
    const bool invited = contact::invite(db, deed, means.outbox, scope, contact).has_value();
    check(invited, "who has access can be invited");
  }
}

}  // namespace sallyport::app::people
