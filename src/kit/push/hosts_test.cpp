#include "kit/push/hosts.hpp"

#include <gtest/gtest.h>

namespace sallyport::push {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using Rest = Hosts::Rest;

const std::string origin = "https://push.example.nl";
const Moment start{hours{1000}};

std::string url(int number) { return origin + "/" + std::to_string(number); }

struct PushHosts : testing::Test {
  Hosts hosts{seconds{600}, seconds{60}};
};

TEST_F(PushHosts, AreLeftAloneAfterSilence) {
  EXPECT_EQ(hosts.rest_of(origin, url(1), start), Rest::none);
  hosts.gave_no_answer(origin, start);
  EXPECT_EQ(hosts.rest_of(origin, url(1), start + seconds{59}), Rest::silent);
  EXPECT_EQ(hosts.rest_of("https://other.example.nl", url(1), start), Rest::none);
  EXPECT_EQ(hosts.rest_of(origin, url(1), start + seconds{60}), Rest::none);
}

TEST_F(PushHosts, DoNotSufferFromOneSubscriptionThatIsRefused) {
  for (int i = 0; i < 100; ++i) hosts.refused_one(origin, url(1), start + seconds{i});
  EXPECT_EQ(hosts.rest_of(origin, url(1), start + seconds{100}), Rest::refusing);
  EXPECT_EQ(hosts.rest_of(origin, url(2), start + seconds{100}), Rest::none);
  EXPECT_EQ(hosts.rest_of(origin, url(1), start + seconds{699}), Rest::none);
}

TEST_F(PushHosts, AreLeftAloneWhenTheyKnowUsForNobody) {
  for (int i = 0; i < 7; ++i) hosts.refused_one(origin, url(i), start);
  EXPECT_EQ(hosts.rest_of(origin, url(100), start), Rest::none);
  hosts.refused_one(origin, url(7), start);
  EXPECT_EQ(hosts.rest_of(origin, url(100), start + seconds{599}), Rest::refusing);
  EXPECT_EQ(hosts.rest_of(origin, url(100), start + seconds{600}), Rest::none);
}

TEST_F(PushHosts, AreNotLeftAloneWhenTheyTookOneThatDay) {
  hosts.took_one(origin, url(100), start);
  for (int i = 0; i < 50; ++i) hosts.refused_one(origin, url(i), start + hours{23});
  EXPECT_EQ(hosts.rest_of(origin, url(100), start + hours{23}), Rest::none);
  EXPECT_EQ(hosts.rest_of(origin, url(1), start + hours{23}), Rest::refusing);
  for (int i = 0; i < 50; ++i) hosts.refused_one(origin, url(i), start + hours{24});
  EXPECT_EQ(hosts.rest_of(origin, url(100), start + hours{24}), Rest::refusing);
}

TEST_F(PushHosts, RingASubscriptionAgainThatWasTaken) {
  hosts.refused_one(origin, url(1), start);
  hosts.took_one(origin, url(1), start);
  EXPECT_EQ(hosts.rest_of(origin, url(1), start), Rest::none);
}

}  // namespace
}  // namespace sallyport::push
