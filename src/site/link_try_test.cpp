#include "site/link_try.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "tests/testkit/browser.hpp"

namespace sallyport::site {
namespace {

using testing::Contains;
using testkit::Browser;
using testkit::Service;

constexpr const char* email = "ann@company.example";

/// Ann has an invitation in her mail; somebody tries links that nobody was sent.
class LinkTries : public testing::Test {
 protected:
  LinkTries() : guesser(service) {
    service.add_contact(service.add_organisation("Company"), email);
    link = Service::link_in(service.newest_letter_to(email));
  }
  /// Of each kind in turn.
  int guess(int number) {
    constexpr std::array kinds{"/invitation/", "/reset/", "/not-me/"};
    guesser.open(kinds.at(static_cast<std::size_t>(number) % kinds.size()) +
                 std::string("no-link-") + std::to_string(number));
    return guesser.status();
  }
  void use_all_up() {
    for (int number = 0; number < throttle::token.most; ++number) EXPECT_EQ(guess(number), 404);
  }

  Service service;
  Browser guesser;
  std::string link;
};

TEST_F(LinkTries, TwentyThatDoNotOpenInAMinutePauseTheirSender) {
  use_all_up();
  EXPECT_EQ(guess(0), 429);
  EXPECT_EQ(guesser.header("Retry-After"), "60");
  EXPECT_EQ(guess(2), 429) << "of any kind";
  guesser.open(link);
  EXPECT_EQ(guesser.status(), 429) << "a right one is not looked at either";
  EXPECT_THAT(service.audit(), Contains("limit_reached").Times(1));
  service.clock.advance(std::chrono::minutes{1});
  guesser.open(link);
  EXPECT_EQ(guesser.status(), 200);
}

TEST_F(LinkTries, TheLastTryMayBeALinkThatOpensAndIsNoLimitReached) {
  for (int number = 1; number < throttle::token.most; ++number) EXPECT_EQ(guess(number), 404);
  for (int i = 0; i < 3; ++i) {
    guesser.open(link);
    EXPECT_EQ(guesser.status(), 200);
  }
  EXPECT_THAT(service.audit(), Contains("limit_reached").Times(0));
}

TEST_F(LinkTries, OthersAreNotHeldUp) {
  use_all_up();
  Browser ann(service);
  ann.sender = "198.51.100.7";
  ann.open(link);
  EXPECT_EQ(ann.status(), 200);
}

TEST_F(LinkTries, ThoseThatOpenDoNotCount) {
  for (int i = 0; i < 3 * throttle::token.most; ++i) guesser.open(link);
  EXPECT_EQ(guesser.status(), 200);
  guesser.press("Set your password");
  EXPECT_EQ(guesser.path(), "/password/set");
}

TEST_F(LinkTries, APressCountsLikeALook) {
  guesser.open(link);
  const std::string token = guesser.forms().front().fields.at("form_token");
  for (int number = 0; number < throttle::token.most; ++number) {
    guesser.send(http::Method::post, number % 2 == 0 ? "/reset/none" : "/not-me/none",
                 "form_token=" + token);
    EXPECT_EQ(guesser.status(), 404);
  }
  guesser.send(http::Method::post, "/not-me/none", "form_token=" + token);
  EXPECT_EQ(guesser.status(), 429);
}

}  // namespace
}  // namespace sallyport::site
