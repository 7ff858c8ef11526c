// The page that waits for the phone, and what its buttons do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/person_with_phone.hpp"

namespace sallyport::testkit {
namespace {

using statement::Decision;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

struct AskPages : testing::Test {
  AskPages() : AskPages(test_settings()) {}
  explicit AskPages(app::Settings settings) : ann(std::move(settings)) { ann.link(); }

  /// What the page's script asks, at once.
  std::string state_of(const Browser& browser) {
    const std::string& html = browser.html();
    const auto at = html.find("data-wait=\"") + 11;
    Browser script(ann.service);
    script.send(http::Method::get, html.substr(at, html.find('"', at) - at));
    return script.html();
  }
  void expect_accessible(const Browser& browser) {
    const std::string& all = browser.html();
    // Beside the card the frame has a status of its own: how much time is left.
    const std::string html = all.substr(all.find("<section"), all.find("</section>"));
    const auto count = [&](std::string_view what) {
      int found = 0;
      for (auto at = html.find(what); at != std::string::npos; at = html.find(what, at + 1))
        ++found;
      return found;
    };
    EXPECT_EQ(count("<h1"), 1) << browser.text();
    EXPECT_EQ(count("role=\"status\""), 1) << browser.text();
  }
  PersonWithPhone ann;
};

TEST_F(AskPages, AreReadByAScreenReaderInEveryState) {
  Browser known = ann.known_browser();
  const Waiting waiting = ann.sign_in_from(known);
  expect_accessible(known);
  Browser second(ann.service);
  sign_in(second, PersonWithPhone::email, PersonWithPhone::password);
  expect_accessible(second);  // taken
  ASSERT_EQ(ann.phone.approve(waiting).status, 200);
  known.open("/signin/factor/pocket");
  expect_accessible(known);  // confirmed
  ann.service.clock.advance(std::chrono::seconds{61});
  known.open("/signin/factor/pocket");
  expect_accessible(known);  // too late
  known.press("Try again");
  expect_accessible(known);  // six digits
  EXPECT_THAT(known.html(), HasSubstr("role=\"img\" aria-label=\"QR code with the number"));
  ASSERT_EQ(ann.phone.approve(*ann.phone.waiting(), wrong_number(number_on(known))).status, 200);
  known.open("/signin/factor/pocket");
  expect_accessible(known);  // stopped
  known.press("Try again");
  ann.let_expire();
  known.open("/signin/factor/pocket");
  expect_accessible(known);  // too many, by now
}

TEST_F(AskPages, SayWhatWaitsToWhoAsksAndNothingElse) {
  Browser fresh(ann.service);
  static_cast<void>(ann.sign_in_from(fresh));
  EXPECT_EQ(state_of(fresh), "open\n");
  ASSERT_EQ(ann.phone.approve(*ann.phone.waiting(), number_on(fresh)).status, 200);
  EXPECT_EQ(state_of(fresh), "approved\n");
  Browser stranger(ann.service);
  stranger.send(http::Method::get, "/two-factor/pocket/" + std::string(32, '0') + "/wait");
  EXPECT_EQ(stranger.status(), 404);
}

TEST_F(AskPages, HoldTheirQuestionUntilThePhoneAnswers) {
  Browser fresh(ann.service);
  static_cast<void>(ann.sign_in_from(fresh));
  const std::string& html = fresh.html();
  const auto at = html.find("data-wait=\"") + 11;
  http::Request request;
  request.path = html.substr(at, html.find('"', at) - at);
  request.headers = {{"host", "portal.example"}};
  request.sender = *Address::parse("192.0.2.10");
  request.id = "0123456789abcdef";
  const auto held = ann.service.answer_or_hold(request);
  ASSERT_TRUE(held.hold);
  EXPECT_LE(held.hold->most, std::chrono::seconds{25});
  ASSERT_EQ(ann.phone.answer(*ann.phone.waiting(), Decision::cancel).status, 200);
  request.again = true;
  const auto told = ann.service.answer_or_hold(request);
  EXPECT_FALSE(told.hold);
  EXPECT_EQ(told.body, "cancelled\n");
}

TEST_F(AskPages, ShowTheSameRequestAgainAfterAReload) {
  Browser fresh(ann.service);
  const Waiting waiting = ann.sign_in_from(fresh);
  const std::string number = number_on(fresh);
  fresh.open("/signin/factor/pocket");
  EXPECT_EQ(number_on(fresh), number);
  EXPECT_EQ(ann.phone.waiting()->id, waiting.id);
}

TEST_F(AskPages, AreBegunAnewByLoggingInAgainInTheSameBrowser) {
  Browser fresh(ann.service);
  const Waiting first = ann.sign_in_from(fresh);
  // By the button Back: the form of before, with the cookie of the attempt that is under way.
  const std::string token = fresh.forms().front().fields.at("form_token");
  fresh.send(http::Method::post, "/signin/password",
             urlencoded({{"email", PersonWithPhone::email},
                         {"password", PersonWithPhone::password},
                         {"form_token", token}}));
  fresh.open("/signin/factor/pocket");
  EXPECT_THAT(fresh.text(), Not(HasSubstr("Another browser is already waiting")));
  const auto second = ann.phone.waiting();
  ASSERT_TRUE(second);
  EXPECT_NE(second->id, first.id);
  ann.confirm(fresh);
  EXPECT_EQ(fresh.path(), "/");
}

TEST_F(AskPages, LetOneGiveUpSoThatThePhoneDropsIt) {
  Browser fresh(ann.service);
  static_cast<void>(ann.sign_in_from(fresh));
  fresh.press("Cancel");
  EXPECT_EQ(fresh.path(), "/signin");
  EXPECT_FALSE(ann.phone.waiting());
  EXPECT_EQ(ann.sign_in_from(fresh).mode, "type2");
}

TEST_F(AskPages, SayWhenThePhoneIsAskedNoMoreAndHowToGoOn) {
  Browser fresh(ann.service);
  static_cast<void>(ann.sign_in_from(fresh));
  for (int i = 0; i < 2; ++i) {
    ann.let_expire();
    fresh.open("/signin/factor/pocket");
    EXPECT_THAT(fresh.text(), HasSubstr("No answer came within two minutes."));
    fresh.press("Try again");
    EXPECT_TRUE(ann.phone.waiting());
  }
  ann.let_expire();
  fresh.open("/signin/factor/pocket");
  EXPECT_THAT(fresh.text(), HasSubstr("Your phone was asked too often without an answer"));
  EXPECT_THAT(fresh.text(), Not(HasSubstr("Try again")));
  fresh.click("Choose another way");
  EXPECT_THAT(fresh.text(), HasSubstr("Use the code that Pocket shows"));
}

TEST_F(AskPages, SayWhoIsInTheWayWhenTryingAgain) {
  Browser first(ann.service);
  static_cast<void>(ann.sign_in_from(first));
  ann.let_expire();
  Browser second(ann.service);
  static_cast<void>(ann.sign_in_from(second));
  first.open("/signin/factor/pocket");
  EXPECT_THAT(first.text(), HasSubstr("Another browser is already waiting for your phone."));
  EXPECT_EQ(number_on(first), "");
  ann.let_expire();
  first.click("Try again");
  first.press("Try again");
  EXPECT_TRUE(ann.phone.waiting());
}

TEST_F(AskPages, AskNothingByThemselvesAtTheEndOfTime) {
  Browser fresh(ann.service);
  static_cast<void>(ann.sign_in_from(fresh));
  ann.let_expire();
  for (int i = 0; i < 5; ++i) {
    fresh.open("/signin/factor/pocket");  // as a page left open does
    EXPECT_FALSE(ann.phone.waiting());
  }
}

TEST_F(AskPages, RefuseAPressThatComesFromAnotherSite) {
  Browser fresh(ann.service);
  static_cast<void>(ann.sign_in_from(fresh));
  ann.let_expire();
  fresh.open("/signin/factor/pocket");
  for (const auto& [header, value] :
       {std::pair{"origin", "https://portal-example.evil"}, {"sec-fetch-site", "cross-site"}}) {
    Browser abroad = fresh;
    abroad.headers[header] = value;
    abroad.press("Try again");
    EXPECT_EQ(abroad.status(), 403) << header;
    EXPECT_FALSE(ann.phone.waiting());
  }
  Browser without_token = fresh;
  without_token.press("Try again", {{"form_token", "x"}});
  EXPECT_EQ(without_token.status(), 403);
  EXPECT_FALSE(ann.phone.waiting());
}

TEST_F(AskPages, TakeNoFieldsOfTheirOwn) {
  Browser fresh(ann.service);
  static_cast<void>(ann.sign_in_from(fresh));
  fresh.press("I have confirmed, continue", {{"code", "123456"}});
  EXPECT_EQ(fresh.status(), 400);
}

struct AskPagesThatRing : AskPages {
  AskPagesThatRing() : AskPages(PersonWithPhone::settings_with_rings()) { ann.let_ring(); }
  std::int64_t rings() {
    return ann.service.database().read([](db::Read& db) {
      return db.find_one("SELECT COALESCE(SUM(pushes), 0) AS rings FROM challenge")
          ->integer("rings");
    });
  }
};

TEST_F(AskPagesThatRing, RingOnceAndTwiceMoreWhenAsked) {
  Browser fresh(ann.service);
  static_cast<void>(ann.sign_in_from(fresh));
  EXPECT_THAT(fresh.text(), HasSubstr("We sent a notification to Pixel 8."));
  EXPECT_EQ(rings(), 1);
  fresh.open("/signin/factor/pocket");
  EXPECT_EQ(rings(), 1) << "a reload rings nobody";
  fresh.press("Send the notification again");
  fresh.press("Send the notification again");
  EXPECT_EQ(rings(), 3);
  EXPECT_THAT(fresh.text(), Not(HasSubstr("Send the notification again")));
  ann.let_expire();
  fresh.open("/signin/factor/pocket");
  fresh.press("Try again");
  EXPECT_EQ(rings(), 3) << "nobody answered three rings";
  EXPECT_THAT(fresh.text(), HasSubstr("The request is waiting in Pocket on Pixel 8."));
  EXPECT_TRUE(ann.phone.waiting()) << "who opens Pocket sees it";
  ann.confirm(fresh);
  EXPECT_EQ(fresh.path(), "/");
  Browser known = ann.known_browser();
  static_cast<void>(ann.sign_in_from(known));
  EXPECT_EQ(rings(), 4) << "somebody did answer";
}

TEST_F(AskPagesThatRing, RingForNobodyElsesRequest) {
  Browser fresh(ann.service);
  static_cast<void>(ann.sign_in_from(fresh));
  const std::string html = fresh.html();
  const auto at = html.find("/two-factor/pocket/");
  const std::string path = html.substr(at, 19 + 32);
  Browser stranger(ann.service);
  stranger.open("/signin");
  const std::string token = stranger.forms().front().fields.at("form_token");
  for (const char* what : {"/ring", "/again"}) {
    stranger.send(http::Method::post, path + what, urlencoded({{"form_token", token}}));
  }
  EXPECT_EQ(rings(), 1);
}

}  // namespace
}  // namespace sallyport::testkit
