// The limit on requests: strangers meet it, and whoever shares their address goes on working.
#include <gtest/gtest.h>

#include "tests/testkit/person_with_phone.hpp"

namespace sallyport::testkit {
namespace {

constexpr std::int64_t few = 200;

app::Settings with_few_requests() {
  app::Settings settings = test_settings();
  settings.requests_per_minute = few;
  return settings;
}

/// Somebody at the phone's address asks until nobody unknown gets an answer there.
void use_up(PersonWithPhone& ann) {
  http::Request request;
  request.path = "/signin";
  request.sender = *Address::parse(ann.phone.sender);
  request.headers = {{"host", "portal.example"}};
  request.id = "0123456789abcdef";
  request.now = ann.service.clock.now();
  int status = 200;
  for (std::int64_t asked = 0; asked <= few && status == 200; ++asked) {
    status = ann.service.answer(request).status;
  }
  ASSERT_EQ(status, 429);
  // So does who only says that they are known.
  request.headers.emplace_back("pocket-device", std::string(22, 'A'));
  status = 200;
  for (std::int64_t asked = 0; asked <= few && status == 200; ++asked) {
    status = ann.service.answer(request).status;
  }
  ASSERT_EQ(status, 429);
}

TEST(TheLimitOnRequests, IsNotForALinkedPhone) {
  PersonWithPhone ann{with_few_requests()};
  ann.link();
  use_up(ann);
  EXPECT_EQ(ann.phone.get("/pocket/api/v1/devices/self").status, 200);
  Browser known = ann.known_browser();
  EXPECT_EQ(ann.phone.approve(ann.sign_in_from(known)).status, 200);
}

TEST(TheLimitOnRequests, IsNotUsedUpByWhoIsKnown) {
  PersonWithPhone ann{with_few_requests()};
  ann.link();
  for (std::int64_t asked = 0; asked <= few; ++asked) {
    ASSERT_EQ(ann.phone.get("/pocket/api/v1/devices/self").status, 200);
  }
  Browser stranger(ann.service);
  stranger.sender = ann.phone.sender;
  stranger.open("/signin");
  EXPECT_EQ(stranger.status(), 200);
}

TEST(TheLimitOnRequests, IsForAPhoneThatIsNotLinked) {
  PersonWithPhone ann{with_few_requests()};
  ann.link();
  Phone stranger(ann.service);
  stranger.device = std::string(22, 'A');
  use_up(ann);
  EXPECT_EQ(stranger.get("/pocket/api/v1/devices/self").status, 429);
}

TEST(TheLimitOnRequests, IsForAPhoneWhoseLinkHasEnded) {
  PersonWithPhone ann{with_few_requests()};
  ann.link();
  ASSERT_EQ(ann.phone.post("/pocket/api/v1/devices/self/unlink").status, 204);
  use_up(ann);
  EXPECT_EQ(ann.phone.get("/pocket/api/v1/devices/self").status, 429);
}

}  // namespace
}  // namespace sallyport::testkit
