#include <map>

#include "tests/walk/acts.hpp"

namespace sallyport::walk {
namespace {

using http::Method;

/// By the words of the router's list. A guard that is not known here still may not be passed by
/// somebody who is outside.
std::optional<Guard> guard_called(const std::string& words) {
  static const std::map<std::string, Guard> known{
      {"anybody", Guard::anybody},
      {"anybody, to leave", Guard::leaving},
      {"in mid sign-in", Guard::in_sign_in},
      {"signed in, second factor maybe still missing", Guard::activating},
      {"signed in, organisation not chosen yet", Guard::choosing},
      {"signed in", Guard::signed_in},
      {"signed in, and has just proved it again", Guard::recently_signed_in},
      {"signed in, and has just proved all that changing factors asks for",
       Guard::may_change_factors},
      {"signed in, and proved all that changing factors asks for before the QR code was shown",
       Guard::linking}};
  const auto found = known.find(words);
  return found == known.end() ? std::nullopt : std::optional{found->second};
}

std::string address_of(const http::Route& route) {
  std::string path = route.path;
  const bool factor = path.find("factor/{") != std::string::npos;
  for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) {
    path.replace(open, path.find('}') - open + 1, factor ? "totp" : "00000000000000000000000000");
  }
  return path;
}

const http::Route& some_route(const Somebody& by, Method method) {
  const auto& routes = by.world.service.service().router().routes();
  for (;;) {
    const http::Route& route = by.chance.of(routes);
    if (route.method == method) return route;
  }
}

}  // namespace

void open_some_page(const Somebody& by) {
  const http::Route& route = some_route(by, Method::get);
  const std::string path = address_of(route);
  if (path == "/account-security/two-factor/code") return look_at_qr_code(by);
  if (path == "/account-security/two-factor/pocket") return look_at_linking_code(by);
  const Method method = by.chance.one_in(6) ? Method::head : Method::get;
  const auto guard = guard_called(route.guard);
  Expected expected{.status = {}, .let_in = true};
  if (guard) {
    Admitted who = by.world.admit(by.browser, path, *guard);
    if (who.refused) {
      expected = *who.refused;
    } else if (*guard == Guard::anybody || *guard == Guard::leaving) {
      expected = {.status = {200, 303, 404, 400}};
    } else if (who.attempt != nullptr) {
      expected = {.status = {200, 303}};
    }
  } else {
    expected = {.status = {200, 303, 404, 400, 403, 401, 204}};
  }
  by.world.send(by.browser, method, path, "", expected);
}

// Nothing that is not exactly a form of ours does anything.
void send_some_broken_form(const Somebody& by) {
  const http::Route& route = some_route(by, Method::post);
  const std::string path = address_of(route);
  const auto guard = guard_called(route.guard);
  if (by.chance.one_in(3)) {
    // A field sent twice is refused before anybody looks who sent it.
    return by.world.send(by.browser, Method::post, path,
                         "code=1&code=1&form_token=" + by.browser.token, {.status = {400}});
  }
  if (!guard) return;
  if (by.chance.one_in(2)) {
    Admitted who = by.world.admit(by.browser, path, *guard, "");
    Expected expected = who.refused ? *who.refused : Expected{.status = {303, 403}};
    return by.world.send(by.browser, Method::post, path, "", expected);
  }
  // These two end something whatever else is in the form.
  if (path == "/logoff" || path == "/signin/start-again") return;
  by.world.post(by.browser, path, *guard, {{"no_page_has_this", "1"}},
                [](Admitted&) { return Expected{.status = {400, 404, 303, 422}}; });
}

void take_some_cookie(const Somebody& by) {
  Browser& other = by.world.browsers[by.browser.name == "left" ? 1 : 0];
  switch (by.chance.below(5)) {
    case 0:
      by.world.say(by.browser.name + " takes the session's cookie of the other browser");
      by.browser.session = other.session;
      break;
    case 1:
      by.world.say(by.browser.name + " takes the other cookie of the other browser");
      by.browser.before = other.before;
      break;
    case 2:
      by.world.say(by.browser.name + " forgets its cookies");
      by.browser.session.clear();
      by.browser.before.clear();
      break;
    default: {
      if (by.world.old_cookies.empty()) return;
      const std::string cookie = by.chance.of(by.world.old_cookies);
      by.world.say(by.browser.name + " takes an old cookie");
      (by.chance.one_in(2) ? by.browser.session : by.browser.before) = cookie;
      break;
    }
  }
  by.world.compare();
}

void take_the_others_form(const Somebody& by) {
  by.world.say(by.browser.name + " takes the form of the other browser");
  by.browser.token = by.world.browsers[by.browser.name == "left" ? 1 : 0].token;
  // Whatever it is used for, it is not this browser's.
  by.world.post(by.browser, "/logoff", Guard::leaving, {}, [](Admitted& who) {
    return Expected{.status = {303}, .to = "/signin", .then = [session = who.session] {
                      if (session != nullptr) session->ended = true;
                    }};
  });
}

void choose_language(const Somebody& by) {
  by.world.make_ready(by.browser, false);
  by.world.post(by.browser, "/language", Guard::anybody,
                {{"language", by.chance.one_in(2) ? "nl" : "en"}, {"back", "/signin"}},
                [](Admitted&) { return Expected{.status = {303}, .to = "/signin"}; });
}

}  // namespace sallyport::walk
