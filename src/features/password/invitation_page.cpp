#include "core/link/link.hpp"
#include "core/outbox/outbox.hpp"
#include "core/session/session.hpp"
#include "core/throttle/throttle.hpp"
#include "features/password/new_password.hpp"
#include "features/password/password.hpp"
#include "kit/crypto/digest.hpp"
#include "site/failure.hpp"
#include "site/page.hpp"

namespace sallyport::password {
namespace {

using link::Purpose;
using text::Message;

/// What set.html needs.
struct SetPage {
  std::string email;
  std::vector<Judgement> lines = {};
  std::optional<Message> problem = std::nullopt;
};

http::Response show(const site::Visitor& visit, const SetPage& page) {
  templates::Model model = model_of(visit.site, page.lines);
  model.set("email", page.email);
  if (page.problem) {
    model.set("problem", *page.problem);
  } else {
    model.set("problem", "");
  }
  return site::page(visit, "src/features/password/set.html", Message{"Set your password"},
                    std::move(model), page.problem ? 422 : 200);
}

http::Response show_dead_link(const site::Visitor& visit) {
  return site::page(visit, "src/features/password/dead_link.html",
                    Message{"This link no longer works"}, {}, 404);
}

struct OpenedLink {
  link::Link link;
  account::Account account;
};

/// The link that this browser opened, if it still works.
std::optional<OpenedLink> opened_link(const site::Visitor& visit) {
  if (!visit.arrival.link) return std::nullopt;
  return visit.site.database.read([&](db::Read& db) -> std::optional<OpenedLink> {
    const auto found = link::find(db, Purpose::set_password, *visit.arrival.link, visit.now);
    if (!found) return std::nullopt;
    auto account = account::find(db, found->account);
    check(account.has_value(), "a link is of an account that exists");
    return OpenedLink{*found, std::move(*account)};
  });
}

std::optional<link::Link> link_of_address(const site::Visitor& visit) {
  const std::string& token = visit.request.parts.find("token")->second;
  return visit.site.database.read(
      [&](db::Read& db) { return link::find(db, Purpose::set_password, token, visit.now); });
}

}  // namespace

/// Looking changes nothing: mail scanners look too. The button below exchanges the link for a clean
/// address.
http::Response Password::show_link(const site::Visitor& visit) {
  if (!link_of_address(visit)) return show_dead_link(visit);
  return site::page(visit, "src/features/password/open_link.html", Message{"Welcome"},
                    {{"action", visit.request.path}});
}

http::Response Password::open_link(const site::Visitor& visit) {
  const auto link = link_of_address(visit);
  site_.database.write([&](db::Write& db) {
    audit::About about;
    if (link) about.account = link->account;
    audit::record(db, visit.deed(), link ? audit::Event::link_opened : audit::Event::link_refused,
                  about);
  });
  if (!link) return show_dead_link(visit);

  const site::Arrival arrival{.return_to = visit.arrival.return_to, .link = link->id};
  return http::see_other("/password/set")
      .with_cookie(
          {.name = site::arrival_cookie,
           .value = site::sign_arrival(arrival, site_.keys.form_key, site_.random, visit.now),
           .lasts = {}});
}

http::Response Password::show_set(const site::Visitor& visit) {
  const auto opened = opened_link(visit);
  if (!opened) return show_dead_link(visit);
  return show(visit, {.email = opened->account.email.text()});
}

http::Response Password::set(const site::Visitor& visit) {
  // Parse.
  const auto typed = visit.request.form.text("password", 1024);
  if (!visit.request.form.has("password")) return site::failure(site_, 400, visit.request);

  // Load.
  const auto opened = opened_link(visit);
  if (!opened) return show_dead_link(visit);
  const account::Account& account = opened->account;
  if (!typed || typed->empty()) {
    return show(visit, {.email = account.email.text(),
                        .problem = Message{"Type the password that you want to use."}});
  }

  // Decide. Hashing takes its time, outside any transaction.
  const Judged judged = judge(site_, account, Secret{*typed});
  if (!judged.normalised) {
    return show(visit,
                {.email = account.email.text(),
                 .lines = judged.lines,
                 .problem = Message{"This password cannot be used. The reasons stand below."}});
  }
  const std::string hash = site_.hasher.hash(*judged.normalised);

  // Record.
  const audit::Deed deed = visit.deed();
  const bool set = site_.database.write([&](db::Write& db) {
    if (!link::use(db, Purpose::set_password, opened->link.id, visit.now)) return false;
    if (!account::set_password(db, account.id, account.password_version, hash, visit.now))
      return false;
    session::end_others(db, deed, account.id, std::nullopt, session::Ended::password_changed);
    audit::record(db, deed, audit::Event::password_set, {.account = account.id});
    site_.outbox.post(
        db, deed,
        {.kind = outbox::Kind::password_set,
         .to = account.email,
         .account = account.id,
         .language = account.language,
         .texts = {{"at", text::day_and_time(account.language.value_or(site_.portal.language),
                                             visit.now, site_.policy.time_zone)}}});
    return true;
  });

  // Answer. Setting a password does not sign in: the second door comes after the first.
  if (!set) return show_dead_link(visit);
  const site::Arrival arrival{.return_to = visit.arrival.return_to, .link = std::nullopt};
  return http::see_other("/signin?because=password_set")
      .with_cookie(
          {.name = site::arrival_cookie,
           .value = site::sign_arrival(arrival, site_.keys.form_key, site_.random, visit.now),
           .lasts = {}});
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
