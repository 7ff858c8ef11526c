#include "app/clock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/browser.hpp"

namespace sallyport::app {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

TEST(Clock, MayBeBehindTheNewestEventByFiveMinutesAndNoMore) {
  testkit::Service service;
  EXPECT_NO_THROW(refuse_clock_behind(service.database(), at_unix_seconds(0))) << "nothing yet";
  service.add_organisation("Example BV");
  const Time recorded = service.clock.now();
  EXPECT_NO_THROW(refuse_clock_behind(service.database(), recorded - minutes{5}));
  EXPECT_NO_THROW(refuse_clock_behind(service.database(), recorded + minutes{5'000}));
  EXPECT_THROW(refuse_clock_behind(service.database(), recorded - minutes{5} - seconds{1}),
               ClockBehind);
}

TEST(Clock, WhenItIsBehindTheMessageSaysBothTimesAndWhatToDo) {
  testkit::Service service;
  service.add_organisation("Example BV");
  try {
    refuse_clock_behind(service.database(), service.clock.now() - minutes{61});
    FAIL() << "not refused";
  } catch (const ClockBehind& refusal) {
    EXPECT_THAT(refusal.what(), HasSubstr("2027-01-15T06:59:00Z"));
    EXPECT_THAT(refusal.what(), HasSubstr("2027-01-15T08:00:00Z"));
    EXPECT_THAT(refusal.what(), HasSubstr("timedatectl"));
  }
}

TEST(Clock, ThatIsSetWhileThePortalRunsIsToldInLogAndAuditLog) {
  testkit::Service service;
  std::chrono::milliseconds wall{1'000'000};
  jobs::ClockWatch watch{[&] { return wall; }, [] { return std::chrono::milliseconds{5}; }};
  const auto& site = service.service().site();
  tell_of_steps(site, watch, service.clock.now());
  EXPECT_THAT(service.audit(), Not(Contains("clock_stepped")));
  wall -= minutes{60};
  tell_of_steps(site, watch, service.clock.now());
  EXPECT_THAT(service.audit(), Contains("clock_stepped"));
  EXPECT_THAT(service.log_lines(), Contains(HasSubstr("-3600000")));
}

TEST(Clock, ThatIsSetBackBringsNoSessionBackToLife) {
  testkit::Service service;
  service.add_person("ann@example.com", "seven quiet herons wade");
  const auto signed_in = [&] {
    testkit::Browser browser(service);
    testkit::sign_in(browser, "ann@example.com", "seven quiet herons wade");
    return browser;
  };
  const auto place = [](testkit::Browser& browser) {
    browser.open("/account-security");
    return browser.path();
  };
  const Time right = service.clock.now();
  std::chrono::milliseconds wall{0};
  jobs::ClockWatch watch{[&] { return wall; }, [] { return std::chrono::milliseconds{5}; }};
  const auto set = [&](Time time) {
    wall += std::chrono::duration_cast<std::chrono::milliseconds>(time - service.clock.now());
    service.clock.set(time);
    tell_of_steps(service.service().site(), watch, time);
  };
  set(right);
  auto old = signed_in();
  set(right + minutes{60});
  auto early = signed_in();
  set(right);
  EXPECT_EQ(place(old), "/signin") << "it had run out";
  EXPECT_EQ(place(early), "/account-security");
  service.clock.advance(minutes{31});
  EXPECT_EQ(place(early), "/signin") << "half an hour from now on, not from an hour ahead";
}

TEST(Clock, ThatIsSetBackLetsNoSessionLastForLonger) {
  testkit::Service service;
  service.add_person("ann@example.com", "seven quiet herons wade");
  const Time right = service.clock.now();
  std::chrono::milliseconds wall{0};
  jobs::ClockWatch watch{[&] { return wall; }, [] { return std::chrono::milliseconds{5}; }};
  tell_of_steps(service.service().site(), watch, right);
  service.clock.set(right + std::chrono::days{3650});
  testkit::Browser browser(service);
  testkit::sign_in(browser, "ann@example.com", "seven quiet herons wade");
  service.clock.set(right);
  wall -= std::chrono::days{3650};
  tell_of_steps(service.service().site(), watch, right);
  const auto twelve_hours = right + std::chrono::hours{12};
  for (Time now = right; now < twelve_hours; now += minutes{20}) {
    service.clock.set(now);
    browser.open("/account-security");
    EXPECT_EQ(browser.path(), "/account-security");
  }
  service.clock.set(twelve_hours);
  browser.open("/account-security");
  EXPECT_EQ(browser.path(), "/signin");
}

}  // namespace
}  // namespace sallyport::app
