// What every request of a phone must be: of a version that is new enough, signed by its key, fresh,
// small, JSON. (Promise M28: 1.6.78 or higher.)
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "tests/testkit/person_with_phone.hpp"

namespace sallyport::testkit {
namespace {

using testing::HasSubstr;

constexpr const char* self = "/pocket/api/v1/devices/self";

struct PocketRequests : testing::Test {
  PocketRequests() { ann.link(); }
  /// With one header replaced, or left out when it is empty.
  Told get_with(const std::string& header, const std::string& value) {
    ann.phone.tamper = [&](std::map<std::string, std::string>& headers) {
      headers[header] = value;
      if (value.empty()) headers.erase(header);
    };
    const Told told = ann.phone.get(self);
    ann.phone.tamper = {};
    return told;
  }
  PersonWithPhone ann;
};

TEST(M28, AnAppThatIsTooOldIsToldWhichVersionItNeeds) {
  PersonWithPhone ann;
  ann.link();
  for (const char* version : {"1.6.77", "1.6.9", "1.5.99", "0.9.999"}) {
    ann.phone.version = version;
    const Told told = ann.phone.get(self);
    EXPECT_EQ(told.status, 426) << version;
    EXPECT_EQ(told.error(), "upgrade_required");
    EXPECT_EQ(told.at("min_version"), "1.6.78");
  }
  for (const char* version : {"1.6.78", "1.6.79", "1.6.100", "1.7.0", "1.10.0", "2.0.0"}) {
    ann.phone.version = version;
    EXPECT_EQ(ann.phone.get(self).status, 200) << version;
  }
}

TEST_F(PocketRequests, ThatNeverReachTheInterfaceAreRefusedInItsForm) {
  ann.phone.audience = "https://other.example";
  EXPECT_EQ(ann.phone.get(self).status, 421);
  EXPECT_EQ(ann.phone.get(self).error(), "wrong_host");
  ann.phone.audience = "https://portal.example";
  EXPECT_EQ(ann.phone.get("/pocket/api/v1/nothing").error(), "not_found");
  EXPECT_EQ(ann.phone.get("/pocket/api/v1/devices/self/move").error(), "bad_method");
  http::Request text;
  text.path = self;
  const auto refused = ann.service.service().on_failure(415, text);
  EXPECT_EQ(refused.status, 415);
  EXPECT_THAT(refused.body, HasSubstr(R"("error":"bad_type")"));
  text.path = "/signin";
  EXPECT_THAT(ann.service.service().on_failure(415, text).body, HasSubstr("<html"));
}

TEST(PocketRequestsOfOneAddress, AreCountedOnceEachAlsoWhenTheyWait) {
  constexpr int most = 20;
  auto settings = test_settings();
  settings.requests_per_minute = most;
  PersonWithPhone ann(settings);
  ann.link();
  Browser fresh(ann.service);
  fresh.sender = "192.0.2.11";
  static_cast<void>(ann.sign_in_from(fresh));
  const auto at = fresh.html().find("data-wait=\"") + 11;
  const std::string path = fresh.html().substr(at, fresh.html().find('"', at) - at);
  Browser script(ann.service);
  script.sender = "203.0.113.9";
  // Each is held, and given to its handler again when the time is over.
  for (int i = 0; i < most; ++i) {
    script.send(http::Method::get, path);
    EXPECT_EQ(script.html(), "open\n") << i;
  }
  script.send(http::Method::get, path);
  EXPECT_EQ(script.status(), 429);

  Phone stranger(ann.service);  // that is linked to nothing
  stranger.sender = script.sender;
  const Told told = stranger.get(self);
  EXPECT_EQ(told.status, 429);
  EXPECT_EQ(told.error(), "too_many");
  EXPECT_NE(told.at("retry_after"), "");
}

TEST(M28, TheOperatorSaysWhichVersionIsNeeded) {
  auto settings = test_settings();
  settings.pocket.oldest_version = "1.8.0";
  PersonWithPhone ann(settings);
  ann.browser.open("/account-security/two-factor/method");
  ann.browser.press("Verify", {{"password", PersonWithPhone::password}});
  ann.browser.click("Log in by simply pressing one button");
  EXPECT_THAT(ann.browser.text(), HasSubstr("You need version 1.8.0 or higher."));
  const Told told = ann.phone.link(code_on(ann.browser));
  EXPECT_EQ(told.status, 426);
  EXPECT_EQ(told.at("min_version"), "1.8.0");
  ann.phone.version = "1.8.0";
  EXPECT_EQ(ann.phone.link(code_on(ann.browser)).status, 201);
}

TEST_F(PocketRequests, SayAVersionThatIsOne) {
  for (const char* version :
       {"1.7", "1.7.0.1", "v1.7.0", "1.7.x", "1.07.0", "", "1.7.-1", "latest"}) {
    ann.phone.version = version;
    const Told told = ann.phone.get(self);
    EXPECT_EQ(told.status, 400) << version;
    EXPECT_EQ(told.error(), "bad_version") << version;
  }
}

TEST_F(PocketRequests, AllLookAtTheVersionButTheOneThatTellsWhichIsNeeded) {
  ann.phone.version = "1.6.77";
  EXPECT_EQ(ann.phone.look_up("7K4M-Q9XT-RA2B-V6HD").status, 426);
  EXPECT_EQ(ann.phone.complete("7K4M-Q9XT-RA2B-V6HD", "nonce").status, 426);
  EXPECT_EQ(ann.phone.send_answer("AAAAAAAAAAAAAAAAAAAAAA", "{}").status, 426);
  EXPECT_EQ(ann.phone.post("/pocket/api/v1/devices/self/name").status, 426);
  const Told config = ann.phone.send(http::Method::get, "/pocket/api/v1/config", "", {});
  EXPECT_EQ(config.status, 200);
  EXPECT_EQ(config.at("min_version"), "1.6.78");
  EXPECT_EQ(config.at("companion_app"), "Pocket");
  EXPECT_EQ(config.at("origin"), "https://portal.example");
}

TEST_F(PocketRequests, AreSignedByTheDevicesOwnKey) {
  EXPECT_EQ(ann.phone.get(self).status, 200);
  Phone stranger(ann.service);
  stranger.device = ann.phone.device;
  const Told told = stranger.get(self);
  EXPECT_EQ(told.status, 401);
  EXPECT_EQ(told.error(), "bad_signature");
}

TEST_F(PocketRequests, HaveAllTheirHeadersInTheirForm) {
  for (const char* header : {"pocket-device", "pocket-time", "pocket-nonce", "pocket-signature"}) {
    for (const char* value : {"", "x", "AAAA"}) {
      const Told told = get_with(header, value);
      EXPECT_EQ(told.status, 401) << header << " " << value;
      EXPECT_EQ(told.error(), "bad_signature") << header << " " << value;
    }
  }
  EXPECT_EQ(get_with("pocket-nonce", to_base64url(std::string(17, 'n'))).error(), "bad_signature");
  EXPECT_EQ(get_with("pocket-signature", to_base64url(std::string(63, 's'))).error(),
            "bad_signature");
}

TEST_F(PocketRequests, AreSignedWithMethodTargetAndBody) {
  const Told renamed = ann.phone.post("/pocket/api/v1/devices/self/name", R"({"name":"Mine"})");
  ASSERT_EQ(renamed.status, 200);
  std::map<std::string, std::string> kept;
  ann.phone.tamper = [&](auto& headers) { kept = headers; };
  static_cast<void>(ann.phone.get("/pocket/api/v1/challenges?v=none"));
  ann.phone.tamper = {};
  const auto send = [&](http::Method method, const std::string& target, const std::string& body) {
    kept["pocket-nonce"] = kept.at("pocket-nonce");
    return ann.phone.send(method, target, body, kept).error();
  };
  EXPECT_EQ(send(http::Method::get, "/pocket/api/v1/challenges?v=some", ""), "bad_signature");
  EXPECT_EQ(send(http::Method::get, "/pocket/api/v1/challenges", ""), "bad_signature");
  EXPECT_EQ(send(http::Method::get, "/pocket/api/v1/activity?v=none", ""), "bad_signature");
  EXPECT_EQ(send(http::Method::post, "/pocket/api/v1/devices/self/unlink", "{}"), "bad_signature");
}

TEST_F(PocketRequests, CountOnce) {
  std::map<std::string, std::string> kept;
  ann.phone.tamper = [&](auto& headers) { kept = headers; };
  ASSERT_EQ(ann.phone.get(self).status, 200);
  ann.phone.tamper = {};
  const Told again = ann.phone.send(http::Method::get, self, "", kept);
  EXPECT_EQ(again.status, 401);
  EXPECT_EQ(again.error(), "replayed");
  // Longer ago than nonces are kept it is too old anyway.
  ann.service.clock.advance(std::chrono::minutes{4});
  EXPECT_EQ(ann.phone.send(http::Method::get, self, "", kept).error(), "clock_skew");
}

TEST_F(PocketRequests, AreAtMostTwoMinutesOffAndToldTheRightTime) {
  for (const int off : {-121, 121, 1'000'000'000}) {
    ann.phone.clock_is_off = std::chrono::seconds{off};
    const Told told = ann.phone.get(self);
    EXPECT_EQ(told.status, 401) << off;
    EXPECT_EQ(told.error(), "clock_skew") << off;
    EXPECT_EQ(told.at("server_time"), std::to_string(unix_seconds(ann.service.clock.now())));
  }
  ann.phone.clock_is_off = std::chrono::seconds{-120};
  EXPECT_EQ(ann.phone.get(self).status, 200);
  EXPECT_EQ(get_with("pocket-time", "9223372036854775807").status, 401);
  EXPECT_EQ(get_with("pocket-time", "-9223372036854775808").status, 401);
}

TEST_F(PocketRequests, HoldAJsonObjectOfAtMostSixteenKilobytes) {
  const auto post = [&](const std::string& body) {
    return ann.phone.post("/pocket/api/v1/devices/self/name", body);
  };
  const std::string large = R"({"name":")" + std::string(16 * 1024, 'x') + "\"}";
  for (const std::string& body :
       {std::string{}, std::string{"[]"}, std::string{"name=Mine"}, std::string{"{\"name\":"},
        std::string{"{\"name\":\"a\"}{}"}, std::string{"\"name\""},
        std::string{"{\"name\":\"\xff\"}"}, large}) {
    const Told told = post(body);
    EXPECT_EQ(told.status, 400) << body.substr(0, 40);
    EXPECT_EQ(told.error(), "bad_body") << body.substr(0, 40);
  }
  EXPECT_EQ(post(R"({"name":"Mine"})").status, 200);
}

TEST_F(PocketRequests, OfAnotherTypeThanJsonAreRefused) {
  http::Request request;
  request.method = http::Method::post;
  request.path = "/pocket/api/v1/pairings/lookup";
  request.headers = {{"host", "portal.example"},
                     {"pocket-version", "1.7.0"},
                     {"content-type", "application/x-www-form-urlencoded"}};
  request.body = "code=7K4MQ9XTRA2BV6HD";
  request.sender = *Address::parse("198.51.100.7");
  request.id = "0123456789abcdef";
  EXPECT_EQ(ann.service.answer(request).status, 415);
  request.headers.back().second = "text/plain";  // what another site's form could send
  EXPECT_EQ(ann.service.answer(request).status, 415);
}

TEST_F(PocketRequests, OfADeviceThatIsNotThereAreUnknown) {
  ann.phone.device = to_base64url(std::string(16, 'd'));
  const Told told = ann.phone.get(self);
  EXPECT_EQ(told.status, 401);
  EXPECT_EQ(told.error(), "device_unknown");
}

TEST_F(PocketRequests, ThatDoNotFitTwentyTimesAreToldToWait) {
  Phone stranger(ann.service);
  stranger.device = ann.phone.device;
  stranger.sender = "203.0.113.66";
  for (int i = 0; i < 20; ++i) EXPECT_EQ(stranger.get(self).status, 401) << i;
  const Told told = stranger.get(self);
  EXPECT_EQ(told.status, 429);
  EXPECT_EQ(told.error(), "too_many");
  EXPECT_FALSE(told.at("retry_after").empty());
  // A right one is never refused for the wrong ones of others.
  EXPECT_EQ(ann.phone.get(self).status, 200);
  ann.phone.sender = stranger.sender;
  EXPECT_EQ(ann.phone.get(self).status, 200);
  Phone other = ann.link_another("iPad");
  EXPECT_EQ(other.get(self).status, 200);
  ann.service.clock.advance(std::chrono::hours{1});
  EXPECT_EQ(ann.phone.get(self).status, 200);
}

TEST_F(PocketRequests, BringNoCookiesAndGetNone) {
  Browser browser(ann.service);
  browser.send(http::Method::get, "/pocket/api/v1/config");
  EXPECT_EQ(browser.status(), 200);
  EXPECT_TRUE(browser.cookies.empty());
  EXPECT_EQ(browser.header("Cache-Control"), "no-store");
  EXPECT_EQ(browser.header("Access-Control-Allow-Origin"), "");
}

}  // namespace
}  // namespace sallyport::testkit
