#include "features/account_security/confirm.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.hpp"
#include "core/account/account.hpp"
#include "core/objection/objection.hpp"
#include "features/account_security/mailed_code.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/proving.hpp"
#include "site/way.hpp"

namespace sallyport::account_security {
namespace {

using session::Proof;
using site::Need;
using text::Message;

/// What is to be proved, and where it leads: in the address of every page and form here.
struct Aim {
  Need need = Need::recent;
  std::string to;

  /// An address of ours with the aim in it.
  [[nodiscard]] std::string at(std::string_view path, std::string_view more = "") const {
    return fmt::format("{}?for={}&to={}{}", path, need == Need::recent ? "recent" : "factors",
                       percent_encode(to), more);
  }
};

std::optional<Aim> aim_of(const http::Request& request) {
  const http::Form query = request.query_form();
  const auto need = query.text("for", 16);
  if (!need || (*need != "recent" && *need != "factors")) return std::nullopt;
  const std::string to{query.text("to", 512).value_or("")};
  return Aim{.need = *need == "recent" ? Need::recent : Need::change_factors,
             .to = site::is_own_path(to) ? to : site::account_security_path};
}

site::Guesser guesser_of(const site::InSession& visit) {
  return {.account = visit.session.account,
          .session = visit.session.id,
          .asker = std::string{visit.session.id.bytes()}};
}

http::Response unreadable(const site::Visit& visit) { return site::failure(visit, 400); }

/// How long, in words; `wait` is that of the limit that was reached.
Message paused(std::chrono::seconds wait) {
  return site::words_for(site::Pause{.wait = std::max(wait, std::chrono::seconds{1})},
                         /*other_way=*/false);
}

/// Says which password is meant (M3).
Message wrong_password(const site::Portal& portal) {
  if (portal.environment.empty()) {
    return Message{"That is not your password for {portal_name}."}.with("portal_name", portal.name);
  }
  return Message{
      "That is not your password for {portal_name}. It is not the password of"
      " {environment}."}
      .with("portal_name", portal.name)
      .with("environment", portal.environment);
}

Message paused(const site::InSession& visit, const throttle::Limit& limit) {
  return paused(visit.site.database.read([&](db::Read& db) {
    return throttle::wait(db, limit,
                          throttle::subject(visit.site.keys.throttle_key, visit.session.account),
                          visit.now);
  }));
}

/// Within a session only its own tries count.
Message paused(const site::InSession& visit, const site::Factor& factor) {
  const auto pause = visit.site.database.read([&](db::Read& db) {
    return site::pause_of(db, visit.site, factor, guesser_of(visit), visit.now);
  });
  if (pause && !pause->wait) {
    return Message{
        "Too many answers were wrong, so they are no longer looked at. Log off and log in again."};
  }
  return paused(pause ? *pause->wait : std::chrono::seconds{0});
}

std::vector<site::Factor*> ways_of(const site::InSession& visit) {
  return visit.site.database.read(
      [&](db::Read& db) { return site::ways_of(db, visit.site, visit.session.account); });
}

/// Where somebody goes who does not confirm now.
std::string cancel_path(const site::InSession& visit) {
  return visit.step == attempt::Step::activate ? site::two_factor_path
                                               : site::account_security_path;
}

templates::Model model_of(const site::InSession& visit, const Aim& aim,
                          const std::optional<Message>& problem) {
  return {{"problem", problem ? templates::Value{*problem} : templates::Value{std::string{}}},
          {"email", visit.session.email.text()},
          {"cancel", cancel_path(visit)},
          {"back", aim.at("/confirm")},
          {"action", aim.at("/confirm/password")}};
}

http::Response password_page(const site::InSession& visit, const Aim& aim, int status,
                             const std::optional<Message>& problem) {
  return site::page(visit, "src/features/account_security/confirm_password.html",
                    Message{"Confirm that it is you"}, model_of(visit, aim, problem), status);
}

http::Response mail_page(const site::InSession& visit, const Aim& aim, int status,
                         const std::optional<Message>& problem) {
  auto model = model_of(visit, aim, problem);
  const bool sent = visit.site.database.read(
      [&](db::Read& db) { return awaits_mailed_code(db, visit.session.id, visit.now); });
  model.set("action", aim.at("/confirm/mail")).set("send_action", aim.at("/confirm/mail/send"));
  model.set("sent", sent);
  return site::page(visit, "src/features/account_security/confirm_mail.html",
                    Message{"Confirm your email address"}, std::move(model), status);
}

http::Response factor_page(const site::InSession& visit, const Aim& aim, site::Factor& factor,
                           bool has_others, int status, std::optional<Message> problem) {
  auto response =
      factor.ask(visit, {.account = visit.session.account,
                         .asker = std::string{visit.session.id.bytes()},
                         .action = aim.at(fmt::format("/confirm/factor/{}", factor.name())),
                         .other_way = has_others ? aim.at("/confirm/ways") : std::string{},
                         .start_again = "",
                         .leave = cancel_path(visit),
                         .problem = std::move(problem),
                         .back = aim.at("/confirm", fmt::format("&way={}", factor.name()))});
  response.status = status;
  return response;
}

void record_proof(db::Write& db, const site::InSession& visit, Proof proof, std::string detail) {
  session::confirm(db, visit.deed(), visit.session, proof);
  audit::record(db, visit.deed(), audit::Event::confirmed,
                {.account = visit.session.account, .detail = std::move(detail)});
}

void record_refusal(db::Write& db, const site::InSession& visit, std::string detail) {
  audit::record(db, visit.deed(), audit::Event::confirmation_refused,
                {.account = visit.session.account, .detail = std::move(detail)});
}

std::string subject_of(const site::InSession& visit) {
  return throttle::subject(visit.site.keys.throttle_key, visit.session.account);
}

/// Each code works only in the session that asked for it, so the last email may be of no use here.
Message too_many_emails(const site::InSession& visit, bool has_code) {
  const auto wait = visit.site.database.read([&](db::Read& db) {
    return throttle::wait(db, throttle::mail, subject_of(visit), visit.now);
  });
  const std::int64_t minutes = std::max<std::int64_t>(site::whole_minutes(wait), 1);
  if (has_code) {
    return Message{
        "We have sent several emails within the hour, so the next one can go out in {count} "
        "minute. The last code that you asked for here still works.",
        "We have sent several emails within the hour, so the next one can go out in {count} "
        "minutes. The last code that you asked for here still works.",
        minutes};
  }
  return Message{
      "We have sent several emails within the hour, maybe not because you asked for them. The next "
      "one can go out in {count} minute. If you do not want to wait, log off and choose a new "
      "password by **Forgotten your password?** After you log in with it we can send a code at "
      "once.",
      "We have sent several emails within the hour, maybe not because you asked for them. The next "
      "one can go out in {count} minutes. If you do not want to wait, log off and choose a new "
      "password by **Forgotten your password?** After you log in with it we can send a code at "
      "once.",
      minutes};
}

}  // namespace

void Confirm::routes(site::Routes& routes) {
  routes.get("/confirm", this, &Confirm::ask);
  routes.get("/confirm/ways", this, &Confirm::ways);
  routes.post("/confirm/password", this, &Confirm::password);
  routes.post("/confirm/factor/{factor}", this, &Confirm::factor);
  routes.post("/confirm/mail/send", this, &Confirm::send_mail);
  routes.post("/confirm/mail", this, &Confirm::mailed_code);
}

http::Response Confirm::ask(const site::Activating& visit) {
  const auto aim = aim_of(visit.request);
  if (!aim) return unreadable(visit);
  const auto missing = site::missing_proofs(visit, aim->need);
  if (missing.empty()) return http::see_other(aim->to);
  switch (missing.front()) {
    case Proof::password:
      return password_page(visit, *aim, 200, std::nullopt);
    case Proof::mailed_code:
      return mail_page(visit, *aim, 200, std::nullopt);
    case Proof::factor: {
      const auto ways = ways_of(visit);
      // Removed since the visit was let in: then it is no longer asked for.
      if (ways.empty()) return http::see_other(aim->at("/confirm"));
      site::Factor* chosen =
          way_called(ways, visit.request.query_form().text("way", 32).value_or(""));
      if (chosen == nullptr) chosen = ways.front();
      return factor_page(visit, *aim, *chosen, ways.size() > 1, 200, std::nullopt);
    }
  }
  throw Bug("every proof has a page that asks for it");
}

http::Response Confirm::ways(const site::Activating& visit) {
  const auto aim = aim_of(visit.request);
  if (!aim) return unreadable(visit);
  auto model = model_of(visit, *aim, std::nullopt);
  model.set("ways", site::rows_of(ways_of(visit), [&](const site::Factor& way) {
              return aim->at("/confirm", fmt::format("&way={}", way.name()));
            }));
  return site::page(visit, "src/features/account_security/confirm_ways.html",
                    Message{"Choose another way"}, std::move(model));
}

http::Response Confirm::password(const site::Activating& visit) {
  // Parse.
  const auto aim = aim_of(visit.request);
  const http::Form& form = visit.request.form;
  if (!aim || !site::holds_only(form, {"password"})) return unreadable(visit);
  const auto typed = form.text("password", 1024);
  if (!typed || typed->empty())
    return password_page(visit, *aim, 422, Message{"Type your password."});

  // Load. A try is spent before the look, or guesses sent together would all pass the check; and
  // room for the hash is taken before the try.
  const auto place = visit.site.hasher.take_place({});
  const std::string subject = subject_of(visit);
  struct Loaded {
    std::optional<account::Account> account;
    bool may_try = false;
  };
  const Loaded loaded = visit.site.database.write([&](db::Write& db) {
    return Loaded{
        account::find(db, visit.session.account),
        throttle::spend(db, throttle::confirmation, subject, visit.deed(), visit.session.account)};
  });
  if (!loaded.may_try) {
    return password_page(visit, *aim, 429, paused(visit, throttle::confirmation));
  }

  // Decide: tens of milliseconds of hashing, outside any transaction.
  const auto verdict = site::judge_password(visit.site, place, loaded.account, Secret{*typed});

  // Record.
  if (verdict == crypto::PasswordVerdict::wrong) {
    visit.site.database.write([&](db::Write& db) { record_refusal(db, visit, "password"); });
    return password_page(visit, *aim, 422, wrong_password(visit.site.portal));
  }
  visit.site.database.write([&](db::Write& db) {
    throttle::clear(db, throttle::confirmation, subject);
    record_proof(db, visit, Proof::password, "password");
  });

  // Answer: the page that asks for what is still missing, or leads back.
  return http::see_other(aim->at("/confirm"));
}

http::Response Confirm::factor(const site::Activating& visit) {
  const auto aim = aim_of(visit.request);
  if (!aim) return unreadable(visit);
  const auto ways = ways_of(visit);
  site::Factor* way = site::way_called(ways, visit.request.parts.at("factor"));
  if (way == nullptr) return site::failure(visit, 404);
  const auto again = [&](int status, Message problem) {
    return factor_page(visit, *aim, *way, ways.size() > 1, status, std::move(problem));
  };

  const http::Form& form = visit.request.form;
  if (!site::holds_only(form, way->fields())) return unreadable(visit);
  const site::Guesser guesser = guesser_of(visit);
  if (auto problem = way->incomplete(
          {.account = guesser.account, .asker = guesser.asker, .form = form}, visit.now)) {
    return again(422, std::move(*problem));
  }
  const auto outcome = site::try_factor(
      visit.site, *way, guesser, form, visit.deed(),
      {.on_success =
           [&](db::Write& db) {
             record_proof(db, visit, Proof::factor, std::string{way->name()});
             return true;
           },
       .on_failure = [&](db::Write& db) { record_refusal(db, visit, std::string{way->name()}); }});
  switch (outcome) {
    case site::Outcome::proved:
      return http::see_other(aim->at("/confirm"));
    case site::Outcome::refused:
      return again(422, way->wrong());
    case site::Outcome::paused:
      return again(429, paused(visit, *way));
    case site::Outcome::over:
    case site::Outcome::incomplete:
      return unreadable(visit);
  }
  throw Bug("every outcome of a proof has an answer");
}

http::Response Confirm::send_mail(const site::Activating& visit) {
  const auto aim = aim_of(visit.request);
  if (!aim || !site::holds_only(visit.request.form, {})) return unreadable(visit);
  const Secret code = fresh_mailed_code(visit.site.random);
  const std::string digest = digest_of(visit.site.keys.form_key, visit.session.id, code);
  const bool sent = visit.site.database.write([&](db::Write& db) {
    if (!throttle::spend(db, throttle::mail, subject_of(visit), visit.deed(),
                         visit.session.account)) {
      return false;
    }
    keep_mailed_code(db, visit.session.id, digest, visit.now + visit.site.lifetimes.mailed_code);
    visit.site.outbox.post(
        db, visit.deed(),
        {.kind = outbox::Kind::activation_code,
         .to = visit.session.email,
         .account = visit.session.account,
         .language = visit.session.language,
         .texts = {{"code", in_two_groups(code)},
                   {"minutes", std::to_string(visit.site.lifetimes.mailed_code.count())}},
         .link_token = objection::make(
             db, visit.deed(),
             {.told = objection::Told::code_mailed, .account = visit.session.account}),
         .expires_at = visit.now + visit.site.lifetimes.mailed_code});
    audit::record(db, visit.deed(), audit::Event::code_mailed, {.account = visit.session.account});
    return true;
  });
  if (!sent) {
    const bool has_code = visit.site.database.read(
        [&](db::Read& db) { return awaits_mailed_code(db, visit.session.id, visit.now); });
    return mail_page(visit, *aim, 429, too_many_emails(visit, has_code));
  }
  return http::see_other(aim->at("/confirm"));
}

http::Response Confirm::mailed_code(const site::Activating& visit) {
  const auto aim = aim_of(visit.request);
  const http::Form& form = visit.request.form;
  if (!aim || !site::holds_only(form, {"code"})) return unreadable(visit);
  const auto code = read_mailed_code(form.text("code", 64).value_or(""));
  if (!code) return mail_page(visit, *aim, 422, Message{"Type the eight digits from the email."});

  // With whichever version of the key it was sent.
  const auto use = [&](db::Write& db) {
    const auto versions = visit.site.keys.form_key.all();
    return std::any_of(versions.begin(), versions.end(), [&](const auto& version) {
      return use_mailed_code(db, visit.session.id, digest_of(version.key, visit.session.id, *code),
                             visit.now);
    });
  };
  enum class Outcome { proved, wrong, paused };
  const auto outcome = visit.site.database.write([&](db::Write& db) {
    if (!throttle::spend(db, throttle::mailed_code, subject_of(visit), visit.deed(),
                         visit.session.account)) {
      return Outcome::paused;
    }
    if (!spend_mailed_try(db, visit.session.id, visit.now) || !use(db)) {
      record_refusal(db, visit, "mailed code");
      return Outcome::wrong;
    }
    record_proof(db, visit, Proof::mailed_code, "mailed code");
    return Outcome::proved;
  });
  switch (outcome) {
    case Outcome::proved:
      return http::see_other(aim->at("/confirm"));
    case Outcome::paused:
      return mail_page(visit, *aim, 429, paused(visit, throttle::mailed_code));
    case Outcome::wrong:
      return mail_page(
          visit, *aim, 422,
          Message{"That is not the code, or it no longer works. Look at the last email we sent"
                  " you, or let us send a new code."});
  }
  throw Bug("every outcome of a mailed code has an answer");
}

}  // namespace sallyport::account_security
