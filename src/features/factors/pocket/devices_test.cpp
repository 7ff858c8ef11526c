// A linked phone's own life, as it asks for it itself, and its page under Account security.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "tests/testkit/person_with_phone.hpp"

namespace sallyport::testkit {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr const char* self = "/pocket/api/v1/devices/self";

struct PocketDevices : testing::Test {
  PocketDevices() { ann.link(); }
  Told post(const std::string& path, const std::string& body = "{}") {
    return ann.phone.post(self + path, body);
  }
  PersonWithPhone ann;
};

TEST_F(PocketDevices, AreToldWhatTheyAreAndWhatIsWantedOfThem) {
  const Told told = ann.phone.get(self);
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(told.at("device_id"), ann.phone.device);
  EXPECT_EQ(told.at("name"), "Pixel 8");
  EXPECT_EQ(told.at("account"), "a…n@example.com");
  EXPECT_EQ(told.at("organisation"), "Example BV");
  EXPECT_EQ(told.at("push"), "false");
  EXPECT_EQ(told.at("policy"), R"({"app_lock":"off","offline_code":true})");
  EXPECT_EQ(told.at("moved_to"), "") << "null";
}

TEST_F(PocketDevices, ChangeTheirNameHereAndThere) {
  EXPECT_EQ(post("/name", R"({"name":"  Ann's phone "})").at("name"), "Ann's phone");
  ann.browser.open("/account-security/two-factor");
  ann.browser.click("Change Ann's phone");
  ann.browser.press("Save", {{"name", "Work phone"}});
  EXPECT_EQ(ann.phone.get(self).at("name"), "Work phone");
  for (const char* body :
       {R"({"name":""})", R"({"name":"   "})", R"({"name":"two\nlines"})", "{}",
        R"({"name":"0123456789012345678901234567890123456789012345678901234567890"})"}) {
    const Told told = post("/name", body);
    EXPECT_EQ(told.status, 422) << body;
    EXPECT_EQ(told.error(), "bad_value") << body;
  }
  EXPECT_EQ(ann.count("device_renamed"), 2);
}

TEST_F(PocketDevices, UnseenForFourHundredDaysEndInTheOpen) {
  ann.service.clock.advance(std::chrono::days{401});
  for (const auto& job : ann.service.service().jobs()) {
    if (job.name == "sweep") job.run(ann.service.clock.now());
  }
  EXPECT_EQ(ann.phone.get(self).error(), "device_unknown");
  EXPECT_EQ(ann.count("device_ended"), 1);
  EXPECT_EQ(ann.letters_about("something was removed").size(), 1U);
  Browser browser(ann.service);
  sign_in(browser, PersonWithPhone::email, PersonWithPhone::password);
  EXPECT_EQ(browser.path(), "/signin/factor/recovery_code") << "the password alone does not do";
  browser.submit({{"code", ann.recovery_codes.front()}});
  EXPECT_EQ(browser.path(), "/");
}

TEST_F(PocketDevices, LearnThatCodesWereSwitchedOff) {
  EXPECT_THAT(ann.phone.get(self).at("policy"), HasSubstr("\"offline_code\":true"));
  auto settings = ann.service.settings();
  settings.pocket.offline_code = false;
  ann.service.restart(std::move(settings));
  EXPECT_THAT(ann.phone.get(self).at("policy"), HasSubstr("\"offline_code\":false"));
}

TEST_F(PocketDevices, OfTheSameNameAreToldApart) {
  static_cast<void>(ann.link_another("Pixel 8"));
  ann.browser.open("/account-security/two-factor");
  EXPECT_THAT(ann.browser.text(), AllOf(HasSubstr("Pixel 8"), HasSubstr("Pixel 8 2")));
}

TEST_F(PocketDevices, SayWhereTheyCanBeRungIfTheServiceIsAllowed) {
  auto settings = test_settings();
  settings.push =
      app::Push{.options = {.contact = "mailto:portal@portal.example", .authorities = {}},
                .rules = {.hosts = {"push.example.org"}, .inside = {}}};
  PersonWithPhone bea(settings);
  bea.link();
  const std::string keys = json::Object{}
                               .add("p256dh", to_base64url(bea.phone.key.public_key()))
                               .add("auth", to_base64url(std::string(16, 'a')))
                               .text();
  const auto keep = [&](const std::string& endpoint, const std::string& with) {
    return bea.phone.post(
        std::string{self} + "/push",
        json::Object{}.add("endpoint", endpoint).add_written("keys", with).text());
  };
  EXPECT_EQ(bea.phone.post(std::string{self} + "/push/test").error(), "no_push");
  const Told elsewhere = keep("https://evil.example/1", keys);
  EXPECT_EQ(elsewhere.status, 422);
  EXPECT_EQ(elsewhere.error(), "push_host_not_allowed");
  EXPECT_EQ(keep("https://push.example.org/1", R"({"p256dh":"AAAA","auth":"AAAA"})").error(),
            "bad_value");
  EXPECT_EQ(keep("https://push.example.org/1", "{}").error(), "bad_value");
  EXPECT_EQ(keep("https://push.example.org/1", keys).status, 204);
  EXPECT_EQ(bea.phone.get(self).at("push"), "true");
  EXPECT_EQ(bea.phone.post(std::string{self} + "/push/test").status, 202);
  EXPECT_EQ(bea.phone.post(std::string{self} + "/push/remove").status, 204);
  EXPECT_EQ(bea.phone.get(self).at("push"), "false");
}

TEST_F(PocketDevices, AreRungNowhereWhereTheOperatorSaysNothing) {
  EXPECT_EQ(
      post("/push",
           json::Object{}
               .add("endpoint", "https://fcm.googleapis.com/1")
               .add_written("keys", json::Object{}
                                        .add("p256dh", to_base64url(ann.phone.key.public_key()))
                                        .add("auth", to_base64url(std::string(16, 'a')))
                                        .text())
               .text())
          .error(),
      "push_host_not_allowed");
}

struct KeyChange {
  Told told;
  crypto::P256Key fresh;
};
/// `by_old` and `by_new` sign; the counter goes up by one.
KeyChange change_key(PersonWithPhone& ann, bool by_new = true) {
  crypto::SystemRandom random;
  auto fresh = crypto::P256Key::fresh(random);
  ++ann.phone.counter;
  const auto time = unix_seconds(ann.service.clock.now());
  const std::string text = *statement::text_of(
      statement::Rotate{.audience = ann.phone.audience,
                        .device = ann.phone.device,
                        .old_key = statement::hash_of(ann.phone.key.public_key()),
                        .new_key = statement::hash_of(fresh.public_key()),
                        .counter = ann.phone.counter,
                        .time = time});
  const crypto::P256Key& second = by_new ? fresh : ann.phone.key;
  Told told = ann.phone.post(std::string{self} + "/rotate",
                             json::Object{}
                                 .add("public_key", to_base64url(fresh.public_key()))
                                 .add("counter", ann.phone.counter)
                                 .add("time", time)
                                 .add("signature_old", to_base64url(ann.phone.key.sign(text)))
                                 .add("signature_new", to_base64url(second.sign(text)))
                                 .text());
  return {std::move(told), std::move(fresh)};
}

TEST_F(PocketDevices, ChangeTheirKeyWithASignatureOfBoth) {
  EXPECT_EQ(change_key(ann, /*by_new=*/false).told.error(), "bad_signature");
  ann.service.clock.advance(std::chrono::days{180});
  KeyChange changed = change_key(ann);
  EXPECT_EQ(changed.told.status, 200);
  EXPECT_EQ(ann.phone.get(self).error(), "bad_signature") << "the old key has ended";
  ann.phone.key = std::move(changed.fresh);
  const Told told = ann.phone.get(self);
  EXPECT_EQ(told.status, 200);
  EXPECT_EQ(told.at("key_changed_at"), std::to_string(unix_seconds(ann.service.clock.now())));
  EXPECT_EQ(ann.count("device_key_changed"), 1);
}

TEST_F(PocketDevices, AreSuspendedByAKeyChangeOfACopy) {
  ann.phone.counter = 5;
  ann.phone.key = change_key(ann).fresh;
  ann.phone.counter = 3;
  EXPECT_EQ(change_key(ann).told.error(), "counter_replayed");
  EXPECT_EQ(ann.phone.get(self).error(), "device_suspended");
  EXPECT_THAT(ann.letters_about("a phone was suspended"), SizeIs(1)) << "nothing happens silently";
}

TEST_F(PocketDevices, UnlinkThemselvesAndTheirOwnerIsTold) {
  EXPECT_EQ(post("/unlink").status, 204);
  const Told told = ann.phone.get(self);
  EXPECT_EQ(told.status, 401);
  EXPECT_EQ(told.error(), "device_unknown");
  EXPECT_THAT(ann.letters_about("removed"), SizeIs(1));
  Browser browser(ann.service);
  sign_in(browser, PersonWithPhone::email, PersonWithPhone::password);
  EXPECT_EQ(browser.path(), "/") << "it was the only one, and none is required";
}

TEST_F(PocketDevices, CannotUnlinkThemselvesWhereTheyAreNeeded) {
  auto settings = ann.service.settings();
  settings.policy.required_from =
      std::chrono::year{2027} / std::chrono::month{1} / std::chrono::day{1};
  ann.service.restart(settings);
  const Told told = post("/unlink");
  EXPECT_EQ(told.status, 409);
  EXPECT_EQ(told.error(), "last_method");
  EXPECT_EQ(ann.phone.get(self).status, 200);
  Phone second = ann.link_another("iPad");
  EXPECT_EQ(post("/unlink").status, 204) << "one is enough";
  EXPECT_EQ(second.post(std::string{self} + "/unlink").error(), "last_method");
}

TEST_F(PocketDevices, AreUnlinkedInThePortalAtOnce) {
  Phone second = ann.link_another("iPad");
  Browser known = ann.known_browser();
  static_cast<void>(ann.sign_in_from(known));
  const auto on_second = second.waiting();
  ASSERT_TRUE(on_second);
  ann.browser.open("/account-security/two-factor");
  ann.browser.click("Change iPad");
  ann.browser.press("Unlink");
  EXPECT_EQ(second.approve(*on_second).error(), "device_unknown") << "also what it saw before";
  EXPECT_EQ(second.get(self).error(), "device_unknown");
  EXPECT_TRUE(ann.phone.waiting()) << "the others go on";
}

TEST_F(PocketDevices, HaveAPageThatAScreenReaderReads) {
  ann.browser.open("/account-security/two-factor");
  ann.browser.click("Change Pixel 8");
  EXPECT_EQ(ann.browser.heading(), "Pixel 8");
  EXPECT_THAT(ann.browser.text(), AllOf(HasSubstr("Phone (Chrome 156, Android 16)"),
                                        HasSubstr("1.7.0"), HasSubstr("198.51.100.7")));
  EXPECT_THAT(ann.browser.html(), HasSubstr("<label for=\"name\">"));
  ann.browser.press("Save", {{"name", ""}});
  EXPECT_EQ(ann.browser.status(), 422);
  EXPECT_EQ(ann.browser.attribute("name", "aria-invalid"), "true");
  EXPECT_EQ(ann.browser.attribute("name", "aria-describedby"), "problem");
}

}  // namespace
}  // namespace sallyport::testkit
