// Every route, with every method, by everybody: strangers, people half-way, people who are in, and
// people who no longer are. The routes are the router's own list; what each must answer follows
// from its guard alone. A guard that this table does not know fails: add its row.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/settings.hpp"
#include "base/encoding.hpp"
#include "core/contact/access.hpp"
#include "site/cookies.hpp"
#include "site/visit.hpp"
#include "tests/testkit/activation.hpp"
#include "tests/testkit/browser.hpp"

namespace sallyport::testkit {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* email = "ann@example.com";
constexpr const char* password = "seven quiet herons wade";
constexpr const char* secret_name = "Heronsgate Holding";  // of the organisation

/// How far somebody is.
enum class State {
  stranger,
  opened_the_door,     // has our cookie, and nothing else
  after_password,      // in mid sign-in: the code is still to come
  without_factor,      // signed in with a password, and the date has come
  choosing,            // signed in, of two organisations, none chosen
  level_1,             // signed in before the date with a password alone
  level_2,             // signed in with a second factor
  proved_again,        // and has just proved both again
  logged_off,          // still holds the cookie of the session
  idle_too_long,       // the same
  access_withdrawn,    // the same
  password_reset,      // the same: it was changed elsewhere
  with_a_made_up_sid,  // a cookie as long as ours
};

constexpr State all_states[] = {
    State::stranger,          State::opened_the_door,  State::after_password,
    State::without_factor,    State::choosing,         State::level_1,
    State::level_2,           State::proved_again,     State::logged_off,
    State::idle_too_long,     State::access_withdrawn, State::password_reset,
    State::with_a_made_up_sid};

const char* name_of(State state) {
  switch (state) {
    case State::stranger:
      return "stranger";
    case State::opened_the_door:
      return "opened the door";
    case State::after_password:
      return "after password";
    case State::without_factor:
      return "on the date without factor";
    case State::choosing:
      return "choosing an organisation";
    case State::level_1:
      return "level 1";
    case State::level_2:
      return "level 2";
    case State::proved_again:
      return "level 2, proved again";
    case State::logged_off:
      return "logged off";
    case State::idle_too_long:
      return "idle too long";
    case State::access_withdrawn:
      return "access withdrawn";
    case State::password_reset:
      return "password reset";
    case State::with_a_made_up_sid:
      return "with a made-up cookie";
  }
  return "";
}

bool is_in(State state) {
  return state == State::without_factor || state == State::choosing || state == State::level_1 ||
         state == State::level_2 || state == State::proved_again;
}

/// What a guard answers.
enum class Verdict { let_in, to_sign_in, to_activation, to_organisation, to_proof, not_there };

const char* name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::let_in:
      return "let in";
    case Verdict::to_sign_in:
      return "led to the sign-in";
    case Verdict::to_activation:
      return "led to activation";
    case Verdict::to_organisation:
      return "led to the organisation";
    case Verdict::to_proof:
      return "led to a proof";
    case Verdict::not_there:
      return "told that there is no such page";
  }
  return "";
}

bool is_for_devices(std::string_view guard) {
  return guard == "a linked device, by its signature" || guard == "who holds a linking code" ||
         guard == "who knows the number of the question";
}

/// Who passes, guard by guard; nothing for a guard that this table does not know.
std::optional<Verdict> expected(std::string_view guard, State state) {
  using enum Verdict;
  const auto where_a_session_stands = [&]() -> Verdict {
    if (!is_in(state)) return to_sign_in;
    if (state == State::without_factor) return to_activation;
    if (state == State::choosing) return to_organisation;
    return let_in;
  };
  if (guard == "machines" || guard == "anybody" || guard == "anybody, to leave") return let_in;
  // They answer by themselves: who they let in shows by a signature or a code, not by a cookie.
  if (is_for_devices(guard)) return let_in;
  if (guard == "the operator") return not_there;  // who signs the question, see /health/mirror
  if (guard == "in mid sign-in") return state == State::after_password ? let_in : to_sign_in;
  if (guard == "signed in, second factor maybe still missing") {
    return is_in(state) ? let_in : to_sign_in;
  }
  if (guard == "signed in, organisation not chosen yet") {
    return state == State::choosing ? let_in : where_a_session_stands();
  }
  if (guard == "signed in" || guard == "a proxy, for somebody signed in" ||
      guard == "somebody whom a proxy handed on") {
    return where_a_session_stands();
  }
  if (guard == "signed in, and has just proved it again") {
    const auto stands = where_a_session_stands();
    return stands == let_in && state != State::proved_again ? to_proof : stands;
  }
  if (guard == "signed in, and has just proved all that changing factors asks for" ||
      guard ==
          "signed in, and proved all that changing factors asks for before the QR code was"
          " shown") {
    if (!is_in(state)) return to_sign_in;
    return state == State::proved_again ? let_in : to_proof;
  }
  return std::nullopt;
}

/// Somebody in that state, in a world of their own.
class Somebody {
 public:
  explicit Somebody(State state) : service(settings_for(state)), browser(service) {
    const auto organisation = service.add_organisation(secret_name);
    service.add_contact(organisation, email);
    if (state == State::choosing) service.add_contact(service.add_organisation("Other"), email);
    service.set_password(email, password);
    std::optional<Authenticator> app;
    if (state == State::after_password || state == State::level_2 || state == State::proved_again) {
      app = service.enrol_totp(email);
    }
    if (state != State::stranger) browser.open("/signin");
    if (state == State::with_a_made_up_sid) {
      browser.cookies["__Host-sid"] = std::string(43, 'A');
    } else if (state != State::stranger && state != State::opened_the_door) {
      sign_in(browser, email, password);
      if (app && state != State::after_password) browser.submit({{"code", app->code_now()}});
    }
    if (state == State::proved_again) {
      for (const char* aim : {"recent", "factors"}) {
        browser.open(std::string{"/confirm?for="} + aim + "&to=%2F");
        while (browser.path() == "/confirm") {
          const bool asks_password = browser.text().find("Password") != std::string::npos;
          service.clock.advance(std::chrono::seconds{30});
          if (asks_password && browser.html().find("name=\"password\"") != std::string::npos) {
            browser.submit({{"password", password}});
          } else {
            browser.submit({{"code", app->code_now()}});
          }
        }
      }
    }
    const auto held = browser.cookies;
    if (state == State::logged_off) browser.press("Log off");
    if (state == State::idle_too_long) service.clock.advance(std::chrono::minutes{31});
    if (state == State::access_withdrawn) service.withdraw_access(organisation, email);
    if (state == State::password_reset) service.set_password(email, "another quiet password");
    browser.cookies = held;
    browser.follows = false;
  }

  /// The token of a form that this browser was given, for whatever it is bound to.
  [[nodiscard]] std::string form_token() const {
    const site::Site& site = service_site();
    const auto cookie = [&](const char* name) -> std::string {
      const auto found = browser.cookies.find(name);
      return found == browser.cookies.end() ? "" : found->second;
    };
    const auto found = site.database.read([&](db::Read& db) {
      return session::find(db, cookie("__Host-sid"), site.lifetimes, service.clock.now());
    });
    if (found) return site::form_token(site.keys.form_key, site::form_binding(*found));
    const auto door = cookie("__Host-pre");
    const auto arrival = site::read_arrival(door, site.keys.form_key, service.clock.now());
    return site::form_token(site.keys.form_key, arrival ? arrival->nonce : door);
  }

  Service service;
  Browser browser;

 private:
  static app::Settings settings_for(State state) {
    app::Settings settings = test_settings();
    settings.portal.parts = {
        {.name = "Courses", .dutch_name = "", .address = "/courses/", .roles = {}}};
    if (state == State::without_factor) settings.policy.required_from = parse_day("2027-01-15");
    return settings;
  }
  [[nodiscard]] const site::Site& service_site() const {
    return const_cast<Service&>(service).service().site();
  }
};

/// An address of that route, with something in the place of each {name}.
std::string address_of(const http::Route& route) {
  std::string path = route.path;
  for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) {
    const auto close = path.find('}');
    const std::string part = path.substr(open + 1, close - open - 1);
    const bool factor = route.path.find("factor/{") != std::string::npos;
    path.replace(open, close - open + 1, factor ? "totp" : "00000000000000000000000000");
  }
  return path;
}

Verdict verdict_of(const Browser& browser) {
  if (browser.status() == 404) return Verdict::not_there;
  if (browser.status() != 303) return Verdict::let_in;
  const std::string to = browser.header("Location");
  if (to == "/signin" || to.starts_with("/signin?because=")) return Verdict::to_sign_in;
  if (to == "/account-security/two-factor") return Verdict::to_activation;
  if (to == "/organisation") return Verdict::to_organisation;
  if (to.starts_with("/confirm?for=")) return Verdict::to_proof;
  return Verdict::let_in;
}

class RouteTable : public testing::TestWithParam<State> {
 protected:
  static std::string place(const http::Route& route, const char* method) {
    return std::string{name_of(GetParam())} + ": " + method + " " + route.path + " (" +
           route.guard + ")";
  }
  static void expect(Verdict should, const Browser& browser, const std::string& where) {
    const Verdict verdict = verdict_of(browser);
    // Whoever was let in may be led on by the page itself; but never out.
    if (should == Verdict::let_in && verdict != Verdict::to_sign_in) return;
    EXPECT_STREQ(name_of(verdict), name_of(should)) << where;
  }
  /// Nothing of the person or the organisation, and no cookie of a session.
  static void expect_nothing_is_given_away(const Browser& browser, const std::string& where) {
    EXPECT_THAT(browser.html(), Not(HasSubstr(secret_name))) << where;
    EXPECT_THAT(browser.html(), Not(HasSubstr("Bakker"))) << where;
    for (const auto& [name, value] : browser.response().headers) {
      if (name == "Set-Cookie" && value.starts_with("__Host-sid=")) {
        EXPECT_THAT(value, HasSubstr("Max-Age=0")) << where;
      }
    }
  }
};

using C2 = RouteTable;

TEST_P(C2, AnswersEveryGetAsItsGuardSays) {
  Somebody somebody(GetParam());
  Browser& browser = somebody.browser;
  const auto cookies = browser.cookies;
  for (const http::Route& route : somebody.service.service().router().routes()) {
    if (route.method != http::Method::get) continue;
    for (const auto method : {http::Method::get, http::Method::head}) {
      const auto where = place(route, method == http::Method::get ? "GET" : "HEAD");
      browser.cookies = cookies;
      browser.headers["x-original-uri"] = "/courses/";  // what a proxy says
      browser.send(method, address_of(route));
      const auto should = expected(route.guard, GetParam());
      ASSERT_TRUE(should) << where << ": a guard that is not in the table";
      EXPECT_LT(browser.status(), 500) << where;
      if (!is_in(GetParam())) expect_nothing_is_given_away(browser, where);
      if (*should == Verdict::let_in && route.guard.starts_with("anybody")) continue;
      if (route.guard.starts_with("a proxy")) {
        EXPECT_EQ(browser.status(), *should == Verdict::let_in ? 204 : 401) << where;
      }
      if (route.guard == "machines" || route.guard.starts_with("a proxy") ||
          is_for_devices(route.guard)) {
        EXPECT_EQ(browser.header("Set-Cookie"), "") << where;
        continue;
      }
      expect(*should, browser, where);
    }
  }
}

// R-WEB-1: without a token of our own, or from elsewhere, a form changes nothing, whoever sends it.
TEST_P(C2, RefusesEveryPostThatIsNotFromOurPages) {
  Somebody somebody(GetParam());
  Browser& browser = somebody.browser;
  const auto cookies = browser.cookies;
  const std::string right = "form_token=" + somebody.form_token();
  const auto events = somebody.service.audit().size();
  struct Forgery {
    const char* origin;
    std::string body;
  };
  for (const http::Route& route : somebody.service.service().router().routes()) {
    if (route.method != http::Method::post) continue;
    for (const Forgery& forgery :
         {Forgery{"https://portal.example",
                  "form_token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
          Forgery{"https://portal.example", ""}, Forgery{"https://elsewhere.example", right},
          Forgery{"null", right}}) {
      const auto where = place(route, "POST") + " from " + forgery.origin + " " + forgery.body;
      browser.cookies = cookies;
      browser.headers["origin"] = forgery.origin;
      browser.send(http::Method::post, address_of(route), forgery.body);
      if (is_for_devices(route.guard)) {
        EXPECT_EQ(browser.status(), 415) << where << ": a form is not what devices send";
      } else {
        EXPECT_TRUE(browser.status() == 403 || browser.status() == 303) << where;
      }
      expect_nothing_is_given_away(browser, where);
    }
  }
  // What a request of an ended session writes down about its end is all that may be there.
  if (GetParam() != State::access_withdrawn) {
    EXPECT_EQ(somebody.service.audit().size(), events) << "nothing was done";
  }
  browser.headers.erase("origin");
}

// A form with our token but with a field that no page of ours has is let in or led on as its guard
// says, and does nothing.
TEST_P(C2, AnswersEveryPostAsItsGuardSays) {
  std::optional<Somebody> somebody;
  const auto routes = Somebody(State::stranger).service.service().router().routes();
  for (const http::Route& route : routes) {
    if (route.method != http::Method::post) continue;
    const auto where = place(route, "POST");
    somebody.emplace(GetParam());
    Browser& browser = somebody->browser;
    browser.send(http::Method::post, address_of(route),
                 "no_page_has_this=1&form_token=" + somebody->form_token());
    const auto should = expected(route.guard, GetParam());
    ASSERT_TRUE(should) << where << ": a guard that is not in the table";
    EXPECT_LT(browser.status(), 500) << where;
    if (!is_in(GetParam())) expect_nothing_is_given_away(browser, where);
    if (*should == Verdict::let_in) {
      // Ends, too, lead to the sign-in.
      const bool may_lead_there = route.guard.starts_with("anybody") || !is_in(GetParam());
      if (!may_lead_there) {
        EXPECT_STRNE(name_of(verdict_of(browser)), name_of(Verdict::to_sign_in)) << where;
        EXPECT_NE(browser.status(), 403) << where;
      }
      continue;
    }
    expect(*should, browser, where);
  }
}

// Other methods and other paths are nobody's.
TEST_P(C2, KnowsNoOtherPath) {
  Somebody somebody(GetParam());
  Browser& browser = somebody.browser;
  for (const http::Route& route : somebody.service.service().router().routes()) {
    for (const char* more : {"/x", "/.", "/%00", ";x", "//"}) {
      browser.send(http::Method::get, address_of(route) + more);
      EXPECT_LT(browser.status(), 500) << route.path << more;
      if (!is_in(GetParam())) expect_nothing_is_given_away(browser, route.path + more);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Everybody, C2, testing::ValuesIn(all_states),
                         [](const testing::TestParamInfo<State>& state) {
                           std::string name = name_of(state.param);
                           for (char& letter : name) {
                             if (std::isalnum(static_cast<unsigned char>(letter)) == 0)
                               letter = '_';
                           }
                           return name;
                         });

}  // namespace
}  // namespace sallyport::testkit
