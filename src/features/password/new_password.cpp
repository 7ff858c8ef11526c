#include "features/password/new_password.hpp"

#include <algorithm>

#include "core/contact/contact.hpp"
#include "core/objection/objection.hpp"
#include "core/outbox/outbox.hpp"
#include "kit/passwords/strength.hpp"

namespace sallyport::password {
namespace {

using account::Weakness;
using text::Message;

Message words_for(Weakness weakness, std::int64_t least) {
  switch (weakness) {
    case Weakness::too_short:
      return Message{"Use at least {least} characters."}.with("least", least);
    case Weakness::too_long:
      return Message{"This is longer than we can keep. Use at most 256 characters."};
    case Weakness::like_your_name:
      return Message{"Do not use your name."};
    case Weakness::like_your_email:
      return Message{"Do not use your email address."};
    case Weakness::common:
      return Message{"Many people use this password, so it is easily guessed. Choose another."};
    case Weakness::portal_word:
      return Message{"Do not use the name of the portal or of your organisation."};
  }
  throw Bug("every weakness has words");
}

/// Administrators give access to others, so their passwords are longer (R-PW-1).
constexpr std::int64_t least_for_administrators = 15;

account::PasswordContext context_of(const site::Site& site, const Email& email) {
  account::PasswordContext context{.email = email,
                                   .names = {},
                                   .portal_words = {site.portal.name, site.portal.operator_name},
                                   .least = site.portal.password_length};
  const auto memberships =
      site.database.read([&](db::Read& db) { return contact::memberships(db, email); });
  for (const contact::Membership& membership : memberships) {
    context.names.push_back(membership.person_name);
    context.portal_words.push_back(membership.organisation_name);
    if (membership.is_administrator) {
      context.least = std::max(context.least, least_for_administrators);
    }
  }
  return context;
}

}  // namespace

Judged judge(const site::Site& site, const account::Account& account, const Secret& typed) {
  auto normalised = text::normalised(typed);
  if (!normalised) {
    return {
        .lines = {{false, Message{"This holds characters that we cannot read. Type it again."}}}};
  }
  const account::PasswordContext context = context_of(site, account.email);
  const auto weaknesses = account::weaknesses(normalised->reveal(), context);
  Judged judged;
  for (const Weakness weakness : weaknesses) {
    judged.lines.push_back({false, words_for(weakness, context.least)});
  }
  if (!judged.lines.empty()) return judged;
  judged.lines.push_back(
      {true, passwords::strength(normalised->reveal()) == passwords::Strength::strong
                 ? Message{"This is a strong password."}
                 : Message{"This password will do. A longer one is stronger."}});
  judged.normalised = std::move(*normalised);
  return judged;
}

void tell_owner(db::Write& db, const site::Site& site, const audit::Deed& deed,
                const account::Account& account) {
  const auto language = account.language.value_or(site.portal.language);
  site.outbox.post(
      db, deed,
      {.kind = outbox::Kind::password_set,
       .to = account.email,
       .account = account.id,
       .language = account.language,
       .texts = {{"at", text::day_and_time(language, deed.now, site.policy.time_zone)}},
       .link_token = objection::make(
           db, deed, {.told = objection::Told::password_set, .account = account.id})});
}

templates::Model model_of(const site::Site& site, const Email& email,
                          const std::vector<Judgement>& lines) {
  std::vector<templates::Model> reasons;
  for (const Judgement& line : lines) reasons.push_back({{"text", line.words}, {"met", line.met}});
  return {{"reasons", std::move(reasons)}, {"least", context_of(site, email).least}};
}

}  // namespace sallyport::password
