#include "core/throttle/throttle.hpp"
#include "features/password/new_password.hpp"
#include "features/password/password.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/page.hpp"
#include "site/proving.hpp"
#include "site/way.hpp"

namespace sallyport::password {
namespace {

using text::Message;

/// What change.html needs.
struct ChangePage {
  std::vector<Judgement> lines = {};
  std::optional<Message> problem = std::nullopt;
  bool current_is_wrong = false;
  bool new_is_wrong = false;
  int status = 200;
};

http::Response show(const site::SignedIn& visit, const ChangePage& page) {
  templates::Model model = model_of(visit.site, visit.session.email, page.lines);
  model.set("email", visit.session.email.text());
  model.set("current_is_wrong", page.current_is_wrong);
  model.set("new_is_wrong", page.new_is_wrong);
  model.set("only_new_is_wrong", page.new_is_wrong && !page.current_is_wrong);
  if (page.problem) {
    model.set("problem", *page.problem);
  } else {
    model.set("problem", "");
  }
  return site::page(visit, "src/features/password/change.html", Message{"Change your password"},
                    std::move(model), page.status);
}

/// Somebody with a second factor proves it again; somebody without proves the password in the form
/// itself.
bool must_prove_factor(const site::SignedIn& visit) {
  return visit.has_factor &&
         !visit.fresh(visit.session.factor_confirmed_at, visit.site.lifetimes.confirmation);
}

}  // namespace

http::Response Password::show_change(const site::SignedIn& visit) {
  if (must_prove_factor(visit))
    return http::see_other(site::confirm_path(site::Need::recent, visit.request));
  return show(visit, {});
}

http::Response Password::change(const site::SignedIn& visit) {
  // Parse.
  const http::Form& form = visit.request.form;
  if (!site::holds_only(form, {"current_password", "password"})) return site::failure(visit, 400);
  const auto current = form.text("current_password", 1024);
  const auto typed = form.text("password", 1024);
  if (!current || !typed || current->empty() || typed->empty()) {
    return show(visit, {.problem = Message{"Fill in both passwords."},
                        .current_is_wrong = !current || current->empty(),
                        .new_is_wrong = !typed || typed->empty(),
                        .status = 422});
  }

  // Load. A try is spent before the look.
  if (must_prove_factor(visit))
    return http::see_other(site::confirm_path(site::Need::recent, visit.request));
  const auto place = site_.hasher.take_place({});
  const std::string subject = throttle::subject(site_.keys.throttle_key, visit.session.account);
  const auto [account, may_try] = site_.database.write([&](db::Write& db) {
    return std::pair{
        account::find(db, visit.session.account),
        throttle::spend(db, throttle::confirmation, subject, visit.deed(), visit.session.account)};
  });
  check(account.has_value(), "a session is of an account that exists");
  if (!may_try) {
    const auto wait = site_.database.read([&](db::Read& db) {
      return throttle::wait(db, throttle::confirmation, subject, visit.now);
    });
    return show(visit, {.problem = site::words_for(site::Pause{.wait = wait}, /*other_way=*/false),
                        .current_is_wrong = true,
                        .status = 429});
  }

  // Decide.
  const audit::Deed deed = visit.deed();
  if (site::judge_password(site_, place, account, Secret{*current}) ==
      crypto::PasswordVerdict::wrong) {
    site_.database.write([&](db::Write& db) {
      audit::record(db, deed, audit::Event::confirmation_refused,
                    {.account = account->id, .detail = "password"});
    });
    return show(visit, {.problem = Message{"The current password is not right. Type it again."},
                        .current_is_wrong = true,
                        .status = 422});
  }
  const Judged judged = judge(site_, *account, Secret{*typed});
  if (!judged.normalised) {
    return show(visit,
                {.lines = judged.lines,
                 .problem = Message{"This password cannot be used. The reasons stand below."},
                 .new_is_wrong = true,
                 .status = 422});
  }
  const std::string hash = site_.hasher.hash(*judged.normalised);

  // Record.
  const auto token = site_.database.write([&](db::Write& db) -> std::optional<Secret> {
    if (!account::set_password(db, account->id, account->password_version, hash, visit.now))
      return std::nullopt;
    throttle::clear(db, throttle::confirmation, subject);
    session::end_others(db, deed, account->id, visit.session.id, session::Ended::password_changed);
    audit::record(db, deed, audit::Event::password_changed, {.account = account->id});
    tell_owner(db, site_, deed, *account);
    return session::keep_after_password_change(db, deed, visit.session,
                                               account->password_version + 1);
  });

  // Answer.
  if (!token) {
    return show(visit,
                {.problem = Message{"The password was changed a moment ago in another window."},
                 .current_is_wrong = true,
                 .status = 422});
  }
  return http::see_other("/account-security?done=password")
      .with_cookie(
          {.name = site::session_cookie, .value = std::string{token->reveal()}, .lasts = {}});
}

}  // namespace sallyport::password
