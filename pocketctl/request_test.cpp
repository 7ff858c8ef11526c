#include "pocketctl/request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sallyport::pocketctl {
namespace {

using statement::Mode;
using testing::HasSubstr;
using testing::Not;

const std::string context =
    json::Object{}
        .add("v", 1)
        .add("purpose", "login")
        .add("portal", "Customer Portal")
        .add("origin", "https://klant.example.nl")
        .add("account", "j…n@example.nl")
        .add("organisation", "Example BV")
        .add_written("browser", R"({"name":"Firefox","os":"Windows","known":false})")
        .add_written("net", R"({"ip":"203.0.113.7","place":"Amersfoort, NL"})")
        .add("created", 1794000000)
        .add("expires", 1794000120)
        .add_written("details", "[]")
        .text();

Request request(Mode mode, std::vector<std::string> options = {}) {
  return {.id = "LdAL134CIs7YgmZUganB2Q",
          .nonce = "nonce",
          .mode = mode,
          .options = std::move(options),
          .context = context,
          .expires_at = 1794000120,
          .same_network = false};
}

TEST(PocketctlRequest, IsReadFromThePortalsList) {
  const std::string list = "[" +
                           json::Object{}
                               .add("id", "LdAL134CIs7YgmZUganB2Q")
                               .add("nonce", "abc")
                               .add("mode", "choose")
                               .add_written("options", R"(["18","47","92"])")
                               .add("context", context)
                               .add("expires_at", 1794000120)
                               .add_written("hints", R"({"same_network":true})")
                               .text() +
                           "]";
  const auto requests = read_requests(list);
  ASSERT_TRUE(requests && requests->size() == 1);
  const Request& read = requests->front();
  EXPECT_EQ(read.mode, Mode::choose);
  EXPECT_EQ(read.options, (std::vector<std::string>{"18", "47", "92"}));
  EXPECT_EQ(read.context, context);  // to the byte: this is what is signed
  EXPECT_EQ(read.expires_at, 1794000120);
  EXPECT_TRUE(read.same_network);
  EXPECT_TRUE(read_requests("[]")->empty());
  for (const char* bad : {"", "{}", "[1]", R"([{"mode":"press"}])",
                          R"([{"mode":"wink","options":[],"expires_at":1}])"}) {
    EXPECT_FALSE(read_requests(bad)) << bad;
  }
}

TEST(PocketctlRequest, ShowsWhoAsksAndHowToAnswer) {
  const std::string words = shown(request(Mode::type2), 1794000012);
  EXPECT_THAT(words, HasSubstr("Log in? LdAL134CIs7YgmZUganB2Q\n"));
  EXPECT_THAT(words, HasSubstr("Customer Portal (https://klant.example.nl)"));
  EXPECT_THAT(words, HasSubstr("j…n@example.nl"));
  EXPECT_THAT(words, HasSubstr("Example BV"));
  EXPECT_THAT(words, HasSubstr("Firefox on Windows, never used before"));
  EXPECT_THAT(words, HasSubstr("Amersfoort, NL (203.0.113.7)"));
  EXPECT_THAT(words, HasSubstr("108 s"));
  EXPECT_THAT(words, HasSubstr("--number N   N: the two digits on your screen"));
  EXPECT_THAT(words, HasSubstr("this may be a fake website"));
  EXPECT_THAT(shown(request(Mode::choose, {"18", "47", "92"}), 0), HasSubstr("one of 18 47 92"));
  EXPECT_THAT(shown(request(Mode::type6), 0), HasSubstr("six digits"));
  EXPECT_THAT(shown(request(Mode::press), 1794000500), HasSubstr("Time left     0 s"));
  EXPECT_THAT(shown(request(Mode::press), 0), Not(HasSubstr("--number")));
}

TEST(PocketctlRequest, ShowsFirstWhatIsConfirmed) {
  Request transfer = request(Mode::choose);
  transfer.context.replace(transfer.context.find("[]"), 2, R"([{"label":"Amount","value":"€ 7"}])");
  EXPECT_THAT(shown(transfer.context), testing::StartsWith("  Amount        € 7\n  Portal"));
}

TEST(PocketctlRequest, LetsNothingSteerTheTerminal) {
  EXPECT_EQ(harmless("Firefox \x1b[2J\x07 on\nWindows"), "Firefox ?[2J? on?Windows");
  EXPECT_EQ(harmless("a\xc2\x9b"
                     "2Jb\x7f"),
            "a?2Jb?");
  EXPECT_EQ(harmless("j…n, é"), "j…n, é");
  EXPECT_EQ(harmless("\xff\xfe"), "?");
  Request hostile = request(Mode::press);
  hostile.context = R"({"browser":{"name":"\u001b]0;x\u0007","os":"\n"},"account":"\u009b1m"})";
  const std::string words = shown(hostile, 0);
  for (const char letter : words) {
    EXPECT_TRUE(letter == '\n' || static_cast<unsigned char>(letter) >= 0x20) << words;
  }
}

TEST(PocketctlRequest, BearsAContextThatIsNone) {
  for (const char* bad : {"", "[]", "null", "{}", R"({"browser":7,"net":"x","details":{}})"}) {
    Request odd = request(Mode::press);
    odd.context = bad;
    EXPECT_THAT(shown(odd, 0), HasSubstr("an unknown browser")) << bad;
  }
}

}  // namespace
}  // namespace sallyport::pocketctl
