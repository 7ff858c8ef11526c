#include "core/session/session.hpp"
#include "core/throttle/guess.hpp"
#include "features/password/new_password.hpp"
#include "features/password/password.hpp"
#include "site/failure.hpp"
#include "site/fields.hpp"
#include "site/known_browser.hpp"
#include "site/page.hpp"

namespace sallyport::password {
namespace {

using text::Message;

/// What set.html needs.
struct SetPage {
  const OpenedLink& opened;
  std::vector<Judgement> lines = {};
  std::optional<Message> problem = std::nullopt;
};

http::Response show(const site::Visitor& visit, const SetPage& page) {
  templates::Model model = model_of(visit.site, page.opened.account.email, page.lines);
  model.set("email", page.opened.account.email.text());
  model.set("until", text::clock(page.opened.link.works_until, visit.site.policy.time_zone));
  if (page.problem) {
    model.set("problem", *page.problem);
  } else {
    model.set("problem", "");
  }
  const bool is_first = page.opened.link.purpose == link::Purpose::set_password;
  return site::page(visit, "src/features/password/set.html",
                    is_first ? Message{"Set your password"} : Message{"Choose a new password"},
                    std::move(model), page.problem ? 422 : 200);
}

/// Long enough to log in, where others may be guessing at the account without pause. The sign-in
/// then makes the browser known for longer, or forgets it on a shared computer.
constexpr std::chrono::minutes known_for_now{30};

/// Guesses of others no longer stand in the way of somebody who proved everything anew.
void forget_guesses(db::Write& db, const site::Visitor& visit, const OpenedLink& opened) {
  const Secret& key = visit.site.keys.throttle_key;
  throttle::forgive_account(db, key, opened.account.email);
  // Whoever asked for all the emails there may be, or used up the tries of the account's sessions,
  // cannot keep the owner from the next one.
  for (const throttle::Limit& limit : {throttle::link_hour, throttle::link_day, throttle::mail,
                                       throttle::mailed_code, throttle::confirmation})
    throttle::clear(db, limit, throttle::subject(key, opened.account.id));
  if (!opened.link.factor) return;
  for (const site::Factor* way : opened.ways) {
    for (const throttle::Limit& limit : way->limits())
      throttle::clear(db, limit, throttle::subject(key, opened.account.id));
  }
}

}  // namespace

http::Response Password::show_set(const site::Visitor& visit) {
  const auto opened = opened_link(visit);
  if (!opened) return dead_link(visit);
  if (opened->lacks_factor()) return http::see_other("/password/factor");
  return show(visit, {.opened = *opened});
}

http::Response Password::set(const site::Visitor& visit) {
  // Parse.
  if (!site::holds_only(visit.request.form, {"password"})) return site::failure(visit, 400);
  const auto typed = visit.request.form.text("password", 1024);

  // Load.
  const auto opened = opened_link(visit);
  if (!opened) return dead_link(visit);
  if (opened->lacks_factor()) return http::see_other("/password/factor");
  const account::Account& account = opened->account;
  if (!typed || typed->empty()) {
    return show(visit,
                {.opened = *opened, .problem = Message{"Type the password that you want to use."}});
  }

  // Decide. Hashing takes its time, outside any transaction.
  const Judged judged = judge(site_, account, Secret{*typed});
  if (!judged.normalised) {
    return show(visit,
                {.opened = *opened,
                 .lines = judged.lines,
                 .problem = Message{"This password cannot be used. The reasons stand below."}});
  }
  const std::string hash = site_.hasher.hash(*judged.normalised);

  // Record.
  const audit::Deed deed = visit.deed();
  std::optional<browser::Remembered> remembered;
  const bool set = site_.database.write([&](db::Write& db) {
    const bool has_factor = !site_.factors_of(db, account.id).empty();
    if (!link::use(db, opened->link.id, visit.arrival.nonce, has_factor, visit.now)) return false;
    if (!account::set_password(db, account.id, account.password_version, hash, visit.now))
      return false;
    session::end_others(db, deed, account.id, std::nullopt, session::Ended::password_changed);
    forget_guesses(db, visit, *opened);
    remembered = site::remember_browser(db, visit, account.id, known_for_now);
    audit::record(db, deed, audit::Event::password_set, {.account = account.id});
    tell_owner(db, site_, deed, account);
    return true;
  });

  // Answer. Setting a password does not sign in: the second door comes after the first.
  if (!set) return dead_link(visit);
  const site::Arrival arrival{.return_to = visit.arrival.return_to, .link = std::nullopt};
  return http::see_other("/signin?because=password_set")
      .with_cookie(site::cookie_of(visit, arrival))
      .with_cookie(site::cookie_of(*remembered));
}

http::Response Password::judge_while_typing(const site::Visitor& visit) {
  const auto typed = visit.request.form.text("password", 1024);
  if (!typed) return http::plain_text(400, "");
  std::optional<account::Account> account;
  if (const auto cookie = visit.request.cookie(site::session_cookie); cookie && visit.signed_in) {
    account = site_.database.read([&](db::Read& db) -> std::optional<account::Account> {
      const auto session = session::find(db, *cookie, site_.lifetimes, visit.now);
      return session ? account::find(db, session->account) : std::nullopt;
    });
  } else if (auto opened = opened_link(visit)) {
    account = std::move(opened->account);
  }
  if (!account) return http::plain_text(400, "");

  std::string lines;
  for (const Judgement& line : judge(site_, *account, Secret{*typed}).lines) {
    lines += (line.met ? "+ " : "- ") + site_.catalogues.say(visit.language, line.words) + "\n";
  }
  return http::plain_text(200, lines);
}

}  // namespace sallyport::password
