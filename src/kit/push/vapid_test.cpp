#include "kit/push/vapid.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bug.hpp"
#include "base/encoding.hpp"
#include "kit/json/json.hpp"

namespace sallyport::push {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const Time noon = at_unix_seconds(1'794'000'000);
constexpr const char* contact = "mailto:operator@portal.example";
const Secret push_key{std::string(32, 'k')};

struct Words {
  std::string head;
  json::Texts claims;
  std::string signed_part;
  std::string signature;
  std::string key;
};

Words read(std::string_view words) {
  EXPECT_TRUE(words.starts_with("vapid t="));
  words.remove_prefix(8);
  const auto comma = words.find(", k=");
  const std::string_view token = words.substr(0, comma);
  const auto first = token.find('.');
  const auto last = token.rfind('.');
  return {.head = *from_base64url(token.substr(0, first)),
          .claims = *json::read_members(*from_base64url(token.substr(first + 1, last - first - 1))),
          .signed_part = std::string{token.substr(0, last)},
          .signature = *from_base64url(token.substr(last + 1)),
          .key = *from_base64url(words.substr(comma + 4))};
}

TEST(Vapid, SaysWhoSendsForWhomAndUntilWhen) {
  Vapid vapid{sender_key(push_key), contact};
  const Words words = read(vapid.words_for("https://push.example.nl", noon));
  EXPECT_EQ(words.head, R"({"typ":"JWT","alg":"ES256"})");
  EXPECT_EQ(words.claims, (json::Texts{{"aud", "https://push.example.nl"},
                                       {"exp", std::to_string(unix_seconds(noon + hours{12}))},
                                       {"sub", contact}}));
  EXPECT_EQ(words.key, sender_key(push_key).public_key());
  EXPECT_TRUE(crypto::is_signed_p256(words.signed_part, words.signature, words.key));
}

// RFC 8292 §2.4: the example's own signature fits what it signs, as we read both.
TEST(Vapid, IsReadAsRfc8292WritesIt) {
  const Words words = read(
      "vapid t=eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1"
      "c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0"
      ".i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA"
      ", "
      "k=BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs");
  EXPECT_TRUE(crypto::is_signed_p256(words.signed_part, words.signature, words.key));
}

TEST(Vapid, IsMadeOnceForEachServiceAndAnewBeforeItEnds) {
  Vapid vapid{sender_key(push_key), contact};
  const std::string first = vapid.words_for("https://one.example", noon);
  EXPECT_EQ(vapid.words_for("https://one.example", noon + hours{1}), first);
  EXPECT_NE(vapid.words_for("https://two.example", noon), first);
  EXPECT_EQ(vapid.words_for("https://one.example", noon + hours{11} - seconds{1}), first);
  const std::string second = vapid.words_for("https://one.example", noon + hours{11});
  EXPECT_NE(second, first);
  EXPECT_EQ(read(second).claims.at("exp"), std::to_string(unix_seconds(noon + hours{23})));
  // And when the clock was put back, after which it would end too late to be taken.
  EXPECT_EQ(read(vapid.words_for("https://one.example", noon - hours{48})).claims.at("exp"),
            std::to_string(unix_seconds(noon - hours{36})));
}

TEST(Vapid, HasAKeyThatStaysTheSame) {
  EXPECT_EQ(sender_key(push_key).public_key(), sender_key(push_key).public_key());
  // Written down: another key would lose every phone that is subscribed.
  EXPECT_EQ(
      to_base64url(sender_key(push_key).public_key()),
      "BF17_0frkmNKfWzG8Hhe4imvErgNW8SmcjrzlVT0LuCVCuDrT19WuzSVrfCydIX88wKOogiasJzqA9M0SDdVURs");
}

TEST(Vapid, NamesSomebodyWhoCanBeReached) {
  for (const char* good : {"mailto:operator@portal.example", "https://portal.example",
                           "https://portal.example/contact", "mailto:Ops@Portal.example"}) {
    EXPECT_TRUE(is_contact(good)) << good;
  }
  for (const char* bad : {"",
                          "operator@portal.example",
                          "mailto:",
                          "mailto:operator",
                          "mailto:operator@localhost",
                          "mailto:operator@portal.localhost",
                          "mailto: operator@portal.example",
                          "mailto:operator@127.0.0.1",
                          "mailto:operator@portal.local",
                          "http://portal.example",
                          "https://",
                          "https://localhost",
                          "https://127.0.0.1/",
                          "https://portal",
                          "https://portal.",
                          "https://.example",
                          "https://portal..example",
                          "https://portal.example/a b",
                          "https://portal.invalid",
                          "tel:112"}) {
    EXPECT_FALSE(is_contact(bad)) << bad;
  }
  EXPECT_THROW((Vapid{sender_key(push_key), "mailto:operator@localhost"}), Bug);
}

}  // namespace
}  // namespace sallyport::push
