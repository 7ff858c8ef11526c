#include "features/signin/password_step.hpp"

#include "core/history/history.hpp"
#include "features/signin/flow.hpp"
#include "features/signin/password_page.hpp"
#include "features/signin/password_try.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/known_browser.hpp"
#include "site/proving.hpp"
#include "site/way.hpp"

namespace sallyport::signin {
namespace {

using text::Message;

/// What the form said.
struct Typed {
  Email email;
  Secret password;
};

enum class Verdict { right, right_but_old, wrong, unknown_address, no_password, no_access };

/// Tens of milliseconds of hashing for everybody whose password is looked at, outside any
/// transaction.
Verdict judge(const site::Site& site, const crypto::HashPlace& place, const Known& known,
              const Secret& password) {
  const auto verdict = site::judge_password(site, place, known.account, password);
  if (!known.account) return Verdict::unknown_address;
  if (!known.account->password_hash) return Verdict::no_password;
  if (verdict == crypto::PasswordVerdict::wrong) return Verdict::wrong;
  if (!known.has_access) return Verdict::no_access;
  return verdict == crypto::PasswordVerdict::right ? Verdict::right : Verdict::right_but_old;
}

bool is_right(Verdict verdict) {
  return verdict == Verdict::right || verdict == Verdict::right_but_old;
}

/// For the audit log only: on the screen all of these look alike.
std::string detail_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::right:
    case Verdict::right_but_old:
      return "changed meanwhile";
    case Verdict::wrong:
      return "wrong password";
    case Verdict::unknown_address:
      return "unknown address";
    case Verdict::no_password:
      return "no password set";
    case Verdict::no_access:
      return "no access";
  }
  throw Bug("every verdict has a detail");
}

Message fill_in_both() { return Message{"Fill in both your email address and your password."}; }

Message not_an_address() {
  return Message{"That is not a whole email address. It looks like name@company.example."};
}

/// Says which password is meant (M3).
Message wrong_password(const site::Portal& portal) {
  if (portal.environment.empty()) {
    return Message{
        "That email address and password do not belong together. Check both and try again."};
  }
  return Message{
      "That email address and password do not belong together. Use the password of {portal_name}, "
      "not the one of {environment}."}
      .with("portal_name", portal.name)
      .with("environment", portal.environment);
}

/// What came of the record: the attempt's token, and what the proof led to.
struct Begun {
  Secret token;
  Progress progress;
};

}  // namespace

void PasswordStep::routes(site::Routes& routes) {
  routes.post("/signin/password", this, &PasswordStep::submit, &PasswordStep::show_again);
}

http::Response PasswordStep::show_again(const site::Outdated<site::Visitor>& outdated) {
  const site::Visitor& visit = outdated.visit;
  if (visit.signed_in) return http::see_other(site::path_of(attempt::Step::enter));
  const http::Form& form = visit.request.form;
  return render(visit,
                {.email = std::string{form.text("email", 254).value_or("")},
                 .return_to = std::string{form.text("return_to", 512).value_or("")},
                 .reason = {},
                 .problem = Message{"This page was out of date, so you are not logged in yet. Type "
                                    "your password and press Log in once more. If you keep seeing "
                                    "this, allow cookies for this site in your browser."}},
                403);
}

/// Says the same, and takes as long, whether or not the address is known (R-ENUM-1).
http::Response PasswordStep::submit(const site::Visitor& visit) {
  if (visit.signed_in) return http::see_other(site::path_of(attempt::Step::enter));

  // Parse.
  const http::Form& form = visit.request.form;
  if (!site::holds_only(form, {"email", "password"}, {"return_to", "shared"}))
    return site::failure(visit, 400);
  const std::string typed_email{form.text("email", 254).value_or("")};
  const auto before = attempt_of(visit);
  // Each tab goes on to where it was going, so its form says it; the cookie knows only of the last
  // tab.
  std::string return_to = before ? before->return_to : visit.arrival.return_to;
  if (form.has("return_to")) return_to = form.text("return_to", 512).value_or("");
  const bool shared = form.has("shared");
  const auto again = [&](Message problem, int status) {
    return render(visit,
                  {.email = typed_email,
                   .return_to = return_to,
                   .shared = shared,
                   .reason = {},
                   .problem = std::move(problem)},
                  status);
  };
  if (typed_email.empty() || form.text("password", /*longest=*/0))
    return again(fill_in_both(), 422);
  const auto email = Email::parse(typed_email);
  if (!email) return again(not_an_address(), 422);
  const auto password = form.text("password", 1024);
  if (!password) return again(wrong_password(site_.portal), 422);
  const Typed typed{.email = *email, .password = Secret{*password}};

  const auto refuse = [&](const throttle::Refusal& refusal) {
    return held_up(again(words_for(refusal), 429), refusal);
  };

  // Load. Room for the hash is taken before a try is spent, and the try before the look, or
  // guesses sent together would all pass the check. A refused guess costs one look and no hash.
  Known known = site_.database.read([&](db::Read& db) { return look_up(db, visit, typed.email); });
  if (known.refusal) return refuse(*known.refusal);
  const auto place = site_.hasher.take_place(known.asker);
  Tried tried =
      site_.database.write_unsynced([&](db::Write& db) { return spend_try(db, visit, known); });
  if (tried.must_last()) {
    site_.database.write([&](db::Write& db) {
      record_what_must_last(db, visit, known, tried);
      if (tried.refusal) warn_of_last_try(db, visit, known, tried);
    });
  }
  if (tried.refusal) return refuse(*tried.refusal);

  // Decide.
  const Verdict verdict = judge(site_, place, known, typed.password);
  std::optional<std::string> renewed_hash;
  if (verdict == Verdict::right_but_old) {
    if (const auto normal = text::normalised(typed.password))
      renewed_hash = site_.hasher.hash(*normal);
  }

  // Record.
  const audit::Deed deed = visit.deed();
  const auto begun = site_.database.write([&](db::Write& db) -> std::optional<Begun> {
    audit::About about{.account = known.account ? std::optional{known.account->id} : std::nullopt};
    const auto not_begun = [&] {
      about.detail = detail_of(verdict);
      const browser::Looks looks = site::looks_of(visit.request);
      history::record(db, deed,
                      {.account = about.account,
                       .outcome = history::Outcome::password_refused,
                       .user_agent = looks.user_agent,
                       .address = looks.address});
      audit::record(db, deed, audit::Event::password_refused, about);
      warn_of_last_try(db, visit, known, tried);
      return std::nullopt;
    };
    if (!is_right(verdict)) return not_begun();

    const account::Account& account = *known.account;
    auto token = attempt::begin(db, deed,
                                {.account = account.id,
                                 .password_version = account.password_version,
                                 .return_to = site::is_own_path(return_to) ? return_to : "",
                                 .shared = shared},
                                site_.lifetimes);
    // Not there if the password or the access changed since it was looked up.
    const auto attempt = attempt::find(db, token.reveal(), visit.now);
    if (!attempt) return not_begun();
    audit::record(db, deed, audit::Event::password_accepted, about);
    give_back_tries(db, visit, known);
    if (before) {
      static_cast<void>(attempt::finish(db, *before, visit.now));
      // What it asked a phone is in the way of what this one will ask.
      for (site::Factor* factor : site_.factors) {
        factor->let_go(db, deed, before->account, before->id.bytes(), /*was_proved=*/false);
      }
    }
    if (renewed_hash) {
      account::renew_hash(db, account.id, account.password_version, *renewed_hash);
      audit::record(db, deed, audit::Event::password_rehashed, about);
    }
    auto progress = go_on(db, visit, *attempt);
    if (!progress) return not_begun();
    return Begun{.token = std::move(token), .progress = std::move(*progress)};
  });

  // Answer. Steps never name one another: what was proved leads to the next one.
  if (!begun) return again(wrong_password(site_.portal), 422);
  auto response = lead_on(begun->progress);
  if (begun->progress.session) return response;
  response.with_cookie(
      {.name = site::arrival_cookie, .value = std::string{begun->token.reveal()}, .lasts = {}});
  return response;
}

}  // namespace sallyport::signin
