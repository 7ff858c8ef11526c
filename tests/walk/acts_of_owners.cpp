// What people do who look after their account: who is in it, from where, and was it they?
#include <fmt/format.h>

#include "core/history/history.hpp"
#include "tests/walk/acts.hpp"

namespace sallyport::walk {
namespace {

std::string seconds_left(const Model& model, const Session* session) {
  if (session == nullptr) return "0\n";
  return fmt::format(
      "{}\n",
      std::chrono::duration_cast<std::chrono::seconds>(model.end_of(*session) - model.now).count());
}

void compare_text(const Somebody& by, const std::string& what, const std::string& should) {
  if (by.world.response().body == should) return;
  throw Divergence(what + ": " + by.world.response().body + " instead of " + should);
}

std::vector<history::Entry> sign_ins_of(const Somebody& by, std::size_t person) {
  return by.world.service.database().read(
      [&](db::Read& db) { return history::entries(db, by.world.account(person), 0, 500); });
}

std::string words_for(const history::Entry& entry) {
  switch (entry.outcome) {
    case history::Outcome::signed_in:
      return entry.factor.empty() ? "signed_in" : "signed_in " + entry.factor;
    case history::Outcome::password_refused:
      return "password_refused";
    case history::Outcome::factor_refused:
      return "factor_refused " + entry.factor;
  }
  throw Divergence("a sign-in without an outcome");
}

}  // namespace

void put_right(const Somebody& by, std::size_t person, const NotMe& told) {
  Model& model = by.model();
  const auto& letters = by.world.service.mail.letters;
  const std::size_t before = letters.size();
  model.put_right(person, told);
  by.world.read_emails();
  std::string link;
  for (std::size_t i = before; i < letters.size(); ++i) {
    const bool is_theirs = letters[i].to.text() == model.people[person].email;
    if (is_theirs && letters[i].text.find("/reset/") != std::string::npos) {
      link = testkit::Service::link_in(letters[i]);
    }
  }
  if (link.empty() != model.people[person].organisations.empty()) {
    throw Divergence("whether a link is mailed to " + model.people[person].email);
  }
  if (!link.empty()) model.mail_link(person, link);
}

void look_how_long(const Somebody& by) {
  const Session* session = by.model().session_with(by.browser.session);
  by.world.get(by.browser, "/session/left", Guard::anybody,
               [](Admitted&) { return Expected{.status = {200}}; });
  compare_text(by, "seconds left", seconds_left(by.model(), session));
}

void stay(const Somebody& by) {
  post_inside(by, "/session/stay", Guard::activating, {}, [&](Session& session, Person&) {
    return Expected{.status = {200}, .then = [&by, &session] {
                      compare_text(by, "seconds after staying", seconds_left(by.model(), &session));
                    }};
  });
}

// However often somebody asks to stay, the day is over when it is over.
void stay_as_long_as_can_be(const Somebody& by) {
  for (int i = 0; i < 26 && by.model().session_with(by.browser.session) != nullptr; ++i) {
    stay(by);
    by.world.pass(std::chrono::minutes{29});
    by.world.compare();
  }
}

void look_at_sign_ins(const Somebody& by) {
  by.world.get(by.browser, "/account-security/sign-ins", Guard::signed_in, [&](Admitted& who) {
    const std::size_t person = who.session->person;
    return Expected{
        .status = {200}, .then = [&by, person] {
          std::multiset<std::string> program;
          for (const auto& entry : sign_ins_of(by, person)) program.insert(words_for(entry));
          const auto& paper = by.model().people[person].sign_ins;
          if (program == paper) return;
          throw Divergence(fmt::format("the sign-ins are\n  {}\n  and should be\n  {}",
                                       fmt::join(program, ", "), fmt::join(paper, ", ")));
        }};
  });
}

void object_to_some_sign_in(const Somebody& by) {
  Model& model = by.model();
  const Session* before = model.session_with(by.browser.session);
  const std::size_t own = before != nullptr ? before->person : 0;
  const std::size_t owner = by.chance.one_in(3) ? (own + 1) % 3 : own;
  const auto entries = sign_ins_of(by, owner);
  const std::string id = entries.empty() ? "no id" : by.chance.of(entries).id.text();
  post_inside(by, "/account-security/sign-ins/" + id, Guard::recently_signed_in, {},
              [&](Session& session, Person&) -> Expected {
                if (session.person != owner || entries.empty()) return {.status = {404}};
                return {.status = {303}, .to = "/not-me/done", .then = [&by, owner] {
                          put_right(by, owner, {.what = "signed_in"});
                        }};
              });
}

void object_to_some_email(const Somebody& by) {
  Model& model = by.model();
  by.world.read_emails();
  if (model.not_me.empty()) return;
  const std::size_t index = by.chance.below(model.not_me.size());
  by.world.make_ready(by.browser);
  by.world.post(by.browser, model.not_me[index].path, Guard::anybody, {},
                [&](Admitted&) -> Expected {
                  NotMe& told = model.not_me[index];
                  if (told.over || model.now >= told.until) return {.status = {404}};
                  return {.status = {303}, .to = "/not-me/done", .then = [&by, &told, &model] {
                            told.over = true;
                            if (!told.organisation) return put_right(by, told.person, told);
                            model.people[told.person].organisations.erase(*told.organisation);
                          }};
                });
}

void forget_some_browser(const Somebody& by) {
  Model& model = by.model();
  if (model.known_browsers.empty()) return;
  // Theirs or somebody else's.
  const KnownBrowser wanted = by.chance.of(model.known_browsers);
  post_inside(by, "/account-security/browsers/forget", Guard::recently_signed_in,
              {{"browser", wanted.id}}, [&](Session& session, Person&) -> Expected {
                if (wanted.person != session.person || model.now >= wanted.until) {
                  return {.status = {404}};
                }
                return {.status = {303}, .to = "/account-security/browsers", .then = [&] {
                          model.forget_browser(wanted.id);
                          model.end_sessions_in(wanted.id);
                        }};
              });
}

void forget_other_browsers(const Somebody& by) {
  Model& model = by.model();
  post_inside(by, "/account-security/browsers/forget-others", Guard::recently_signed_in, {},
              [&](Session& session, Person&) -> Expected {
                const KnownBrowser* here = model.known_browser(session.person, by.browser.known());
                std::vector<std::string> others;
                for (const KnownBrowser& known : model.known_browsers) {
                  const bool is_here = here != nullptr && known.id == here->id;
                  if (known.person == session.person && model.now < known.until && !is_here) {
                    others.push_back(known.id);
                  }
                }
                return {
                    .status = {303}, .to = "/account-security/browsers", .then = [&model, others] {
                      for (const std::string& id : others) {
                        model.forget_browser(id);
                        model.end_sessions_in(id);
                      }
                    }};
              });
}

// As nginx asks for a part behind the door, with the browser's cookies.
void ask_for_some_part(const Somebody& by) {
  const std::string path =
      by.chance.of(std::vector<std::string>{"/courses/7?page=2", "/desk/", "/desk", "/elsewhere"});
  const Admitted who = by.world.admit(by.browser, "/auth/check", Guard::signed_in);
  int status = 401;
  std::string expected_of;
  if (!who.refused) {
    const std::size_t chosen = *who.session->organisation;
    const auto& roles = by.model().people[who.session->person].roles;
    const bool administers = roles.contains(chosen) && roles.at(chosen) == "administrator";
    status = path.starts_with("/courses") || (path.starts_with("/desk") && administers) ? 204 : 403;
    expected_of =
        fmt::format("{} at level {}", by.world.organisations[chosen].id.text(), who.session->level);
  }
  by.world.send(by.browser, http::Method::get, "/auth/check", "", {.status = {status}},
                {{"x-original-uri", path}});
  if (status != 204) return;
  std::string organisation;
  std::string level;
  for (const auto& [name, value] : by.world.response().headers) {
    if (name == "Sallyport-Organisation-Id") organisation = value;
    if (name == "Sallyport-Level") level = value;
  }
  if (organisation + " at level " + level != expected_of) {
    throw Divergence("the part is told of " + organisation + " at level " + level);
  }
}

}  // namespace sallyport::walk
