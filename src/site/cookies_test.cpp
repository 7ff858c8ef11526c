#include "site/cookies.hpp"

#include <gtest/gtest.h>

namespace sallyport::site {
namespace {

using std::chrono::seconds;

class ArrivalCookie : public testing::Test {
 protected:
  std::string signed_for(const Arrival& arrival) { return sign_arrival(arrival, key, random, now); }
  std::optional<Arrival> read(std::string_view cookie) { return read_arrival(cookie, key, now); }

  crypto::SystemRandom random;
  Secret key{random.bytes(32)};
  Time now = at_unix_seconds(1'800'000'000);
};

TEST_F(ArrivalCookie, GivesBackWhatWasSigned) {
  const LinkId link = crypto::fresh_id<LinkId>(random);
  const auto arrival = read(signed_for({.return_to = "/account?tab=2", .link = link}));
  ASSERT_TRUE(arrival);
  EXPECT_EQ(arrival->return_to, "/account?tab=2");
  EXPECT_EQ(arrival->link, link);
  EXPECT_EQ(arrival->nonce.size(), arrival_nonce_size);
  EXPECT_EQ(read(signed_for({.return_to = "", .link = std::nullopt}))->link, std::nullopt);
}

TEST_F(ArrivalCookie, IsDifferentEachTime) {
  EXPECT_NE(signed_for({.return_to = "", .link = std::nullopt}),
            signed_for({.return_to = "", .link = std::nullopt}));
}

TEST_F(ArrivalCookie, IsRefusedWithAnyByteChanged) {
  const std::string cookie = signed_for({.return_to = "/", .link = std::nullopt});
  ASSERT_TRUE(read(cookie));
  for (std::size_t at = 0; at < cookie.size(); ++at) {
    for (const char other : {'A', 'B', '.', '\0'}) {
      if (cookie[at] == other) continue;
      std::string changed = cookie;
      changed[at] = other;
      EXPECT_FALSE(read(changed)) << at;
    }
    EXPECT_FALSE(read(cookie.substr(0, at))) << at;
  }
  EXPECT_FALSE(read(cookie + "A"));
  EXPECT_FALSE(read(cookie + "."));
}

TEST_F(ArrivalCookie, IsRefusedUnderAnotherKey) {
  const std::string cookie = signed_for({.return_to = "/", .link = std::nullopt});
  EXPECT_FALSE(read_arrival(cookie, Secret{random.bytes(32)}, now));
}

TEST_F(ArrivalCookie, LastsADayAndHalfAnHourWithALink) {
  const std::string plain = signed_for({.return_to = "/", .link = std::nullopt});
  const std::string opened =
      signed_for({.return_to = "", .link = crypto::fresh_id<LinkId>(random)});
  const Time start = now;
  now = start + opened_link_lifetime - seconds{1};
  EXPECT_TRUE(read(opened));
  now += seconds{1};
  EXPECT_FALSE(read(opened));
  now = start + arrival_lifetime - seconds{1};
  EXPECT_TRUE(read(plain));
  now += seconds{1};
  EXPECT_FALSE(read(plain));
}

TEST_F(ArrivalCookie, IsRefusedWhenItIsSomethingElse) {
  for (const std::string& cookie :
       {std::string{}, std::string{"."}, std::string{"a.b"}, std::string{"...."},
        std::string(3000, 'A'), std::string{"%00"}}) {
    EXPECT_FALSE(read(cookie)) << cookie.substr(0, 10);
  }
}

TEST_F(ArrivalCookie, HoldsTheLongestPathOfOurs) {
  const std::string longest = "/" + std::string(511, 'a');
  ASSERT_TRUE(is_own_path(longest));
  EXPECT_EQ(read(signed_for({.return_to = longest, .link = std::nullopt}))->return_to, longest);
}

TEST_F(ArrivalCookie, HasAFormTokenOfItsOwn) {
  EXPECT_EQ(form_token(key, "one"), form_token(key, "one"));
  EXPECT_NE(form_token(key, "one"), form_token(key, "two"));
  EXPECT_NE(form_token(key, "one"), form_token(Secret{random.bytes(32)}, "one"));
}

TEST_F(ArrivalCookie, AndFormsOutliveARotationOfTheKeyUntilTheOldVersionIsRetired) {
  const std::string cookie = signed_for({.return_to = "/a", .link = std::nullopt});
  const std::string token = form_token(key, "cookie");
  std::map<std::uint32_t, Secret> versions;
  versions.emplace(1, key.copy());
  versions.emplace(2, Secret{random.bytes(32)});
  const crypto::Keys rotated{std::move(versions)};
  EXPECT_NE(form_token(rotated, "cookie"), token) << "new pages carry the new version's";
  EXPECT_TRUE(read_arrival(cookie, rotated, now));
  EXPECT_TRUE(is_form_token(token, rotated, "cookie"));
  EXPECT_TRUE(is_form_token(form_token(rotated, "cookie"), rotated, "cookie"));
  EXPECT_FALSE(is_form_token(token, rotated, "another"));

  std::map<std::uint32_t, Secret> newest;
  newest.emplace(2, rotated.find(2)->copy());
  const crypto::Keys retired{std::move(newest)};
  EXPECT_FALSE(read_arrival(cookie, retired, now));
  EXPECT_FALSE(is_form_token(token, retired, "cookie"));
}

TEST(OwnPath, IsAPathOfOurs) {
  for (const std::string_view path : {"/", "/a", "/a/b", "/a?b=c", "/a?b=c&d=e", "/a%20b", "/~ann",
                                      "/account-security/two_factor"}) {
    EXPECT_TRUE(is_own_path(path)) << path;
  }
}

TEST(OwnPath, IsNeitherAnotherSiteNorAnythingABrowserReadsAsOne) {
  using namespace std::string_view_literals;
  for (const std::string_view path : {""sv,
                                      "a"sv,
                                      "//evil"sv,
                                      "///evil"sv,
                                      "/\\evil"sv,
                                      "\\\\evil"sv,
                                      "https://evil.example"sv,
                                      "javascript:alert(1)"sv,
                                      " /a"sv,
                                      "/a b"sv,
                                      "/\t/evil"sv,
                                      "/\n/evil"sv,
                                      "/\r\nSet-Cookie:a"sv,
                                      "/\0evil"sv,
                                      "/\x7F"sv,
                                      "/\x01"sv,
                                      "/caf\xC3\xA9"sv,
                                      "/a#b"sv,
                                      "/\"a"sv,
                                      "/<a>"sv,
                                      "?a"sv}) {
    EXPECT_FALSE(is_own_path(path)) << path;
  }
}

TEST(OwnPath, IsAtMost512Long) {
  EXPECT_TRUE(is_own_path("/" + std::string(511, 'a')));
  EXPECT_FALSE(is_own_path("/" + std::string(512, 'a')));
}

}  // namespace
}  // namespace sallyport::site
