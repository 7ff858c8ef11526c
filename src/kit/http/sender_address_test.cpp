#include "kit/http/sender_address.hpp"

#include <gtest/gtest.h>

namespace sallyport::http {
namespace {

Address at(std::string_view text) { return *Address::parse(text); }

std::vector<Network> networks(std::initializer_list<std::string_view> texts) {
  std::vector<Network> all;
  for (const auto text : texts) all.push_back(*Network::parse(text));
  return all;
}

/// As text; "refused" when there is none.
std::string sender(std::string_view peer, const Headers& headers,
                   std::initializer_list<std::string_view> trusted) {
  const auto found = sender_address(at(peer), headers, networks(trusted));
  return found ? found->text() : "refused";
}

TEST(Network, HoldsTheAddressesThatBeginLikeIt) {
  EXPECT_TRUE(Network::parse("10.0.0.0/8")->contains(at("10.255.1.2")));
  EXPECT_FALSE(Network::parse("10.0.0.0/8")->contains(at("11.0.0.0")));
  EXPECT_TRUE(Network::parse("192.0.2.1")->contains(at("192.0.2.1")));
  EXPECT_FALSE(Network::parse("192.0.2.1")->contains(at("192.0.2.2")));
  EXPECT_TRUE(Network::parse("2001:db8::/32")->contains(at("2001:db8:1::9")));
  EXPECT_FALSE(Network::parse("2001:db8::/32")->contains(at("2001:db9::")));
  EXPECT_TRUE(Network::parse("0.0.0.0/0")->contains(at("192.0.2.1")));
  EXPECT_FALSE(Network::parse("0.0.0.0/0")->contains(at("::1")));
  EXPECT_FALSE(Network::parse("::/0")->contains(at("192.0.2.1")));
  EXPECT_TRUE(Network::parse("192.0.2.0/24")->contains(at("::ffff:192.0.2.7")));
}

TEST(Network, IsNotReadFromAnythingElse) {
  for (const std::string_view text :
       {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0.0/+8",
        "10.0.0.1/8", "10.0.0", "::/129", "2001:db8::1/32", "proxy", "10.0.0.0/8/8",
        "::ffff:10.0.0.0/104", " 10.0.0.0/8"}) {
    EXPECT_FALSE(Network::parse(text)) << text;
  }
}

// R-HOST-2: a header counts only from a proxy that we trust, and one that cannot be read is
// refused.
TEST(SenderAddress, IsThePeerWhoeverItSaysItSpeaksFor) {
  const Headers headers{
      {"x-forwarded-for", "192.0.2.1"}, {"x-real-ip", "192.0.2.2"}, {"forwarded", "for=192.0.2.3"}};
  EXPECT_EQ(sender("198.51.100.9", headers, {}), "198.51.100.9");
  EXPECT_EQ(sender("198.51.100.9", headers, {"10.0.0.0/8"}), "198.51.100.9");
  EXPECT_EQ(sender("127.0.0.1", headers, {}), "127.0.0.1");
  EXPECT_EQ(sender("::1", headers, {"10.0.0.0/8"}), "::1");
  EXPECT_EQ(sender("198.51.100.9", {{"x-forwarded-for", "nonsense"}}, {"10.0.0.0/8"}),
            "198.51.100.9");
}

TEST(SenderAddress, IsTheLastHopThatWeDoNotTrust) {
  const auto through = [](std::string hops) {
    return sender("10.0.0.1", {{"x-forwarded-for", std::move(hops)}},
                  {"10.0.0.0/8", "2001:db8::1"});
  };
  EXPECT_EQ(through("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(through("203.0.113.5, 192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(through("203.0.113.5,192.0.2.1 ,10.9.9.9,\t2001:db8::1"), "192.0.2.1");
  EXPECT_EQ(through("10.2.2.2, 10.1.1.1"), "10.2.2.2");
  EXPECT_EQ(through("2001:db8::77"), "2001:db8::77");
  EXPECT_EQ(through("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(through("' OR 1=1, unknown, 192.0.2.1"), "192.0.2.1")
      << "the caller's part is not read";
}

TEST(SenderAddress, IsRefusedRatherThanGuessed) {
  const auto through = [](std::string_view hops) {
    return sender("10.0.0.1", {{"x-forwarded-for", std::string{hops}}}, {"10.0.0.0/8"});
  };
  for (const std::string_view hops :
       {std::string_view{""}, std::string_view{","}, std::string_view{"192.0.2.1,"},
        std::string_view{"unknown"}, std::string_view{"192.0.2.1:443"},
        std::string_view{"[2001:db8::1]"}, std::string_view{"192.0.2.256"},
        std::string_view{"fe80::1%eth0"}, std::string_view{"192.0.2.1, unknown"},
        std::string_view{"unknown, 10.0.0.2"}, std::string_view{"192.0.2.1\0x", 11},
        std::string_view{"192.0.2.1 192.0.2.2"}, std::string_view{", 10.0.0.2"}}) {
    EXPECT_EQ(through(hops), "refused") << hops;
  }
  EXPECT_EQ(sender("10.0.0.1", {{"x-forwarded-for", "192.0.2.1"}, {"x-forwarded-for", "192.0.2.2"}},
                   {"10.0.0.0/8"}),
            "refused");
}

TEST(SenderAddress, IsTheProxyItselfWhenItNamesNobody) {
  EXPECT_EQ(sender("10.0.0.1", {{"x-real-ip", "192.0.2.2"}}, {"10.0.0.0/8"}), "10.0.0.1");
}

}  // namespace
}  // namespace sallyport::http
