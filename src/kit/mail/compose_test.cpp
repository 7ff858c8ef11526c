#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <vector>

#include "base/bug.hpp"
#include "kit/mail/mail.hpp"

namespace sallyport::mail {
namespace {

using testing::HasSubstr;

Email email(std::string_view text) { return *Email::parse(text); }

Letter letter() {
  return {.message_id = "4f7b8c@portal.example",
          .to = email("ann@example.com"),
          .subject = "Set your password",
          .text = "Hello Ann,\n\nhttps://portal.example/link?code=4f7b8c\n",
          .html = "<p>Hello Ann</p>\n",
          .language = "en"};
}

Sender sender() { return {.name = "Your Portal", .address = email("noreply@portal.example")}; }

const Time date = at_unix_seconds(1'769'850'300);

std::vector<std::string> lines_of(const std::string& message) {
  std::vector<std::string> lines;
  std::string_view rest = message;
  while (!rest.empty()) {
    const auto end = rest.find("\r\n");
    if (end == std::string_view::npos) {
      ADD_FAILURE() << "a line without an end: " << rest;
      break;
    }
    lines.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end + 2);
  }
  return lines;
}

std::string head_of(const std::string& message) {
  return message.substr(0, message.find("\r\n\r\n"));
}

/// What Python's email package makes of a message: one line each for subject, sender's name and
/// address, receiver, then the two texts, all as ASCII literals.
std::string read_by_python(const std::string& message) {
  std::string name = (std::filesystem::temp_directory_path() / "letter_XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) return "no folder for a test";
  const std::filesystem::path folder = name;
  std::ofstream{folder / "letter.eml", std::ios::binary} << message;
  std::ofstream{folder / "read.py"} << R"(
import email, email.policy, sys
message = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
assert not message.defects, message.defects
sender = message["from"].addresses[0]
kinds = [part.get_content_type() for part in message.iter_parts()]
assert kinds == ["text/plain", "text/html"], kinds
for part in message.iter_parts():
    assert not part.defects, part.defects
print(ascii(message["subject"]))
print(ascii(sender.display_name), sender.addr_spec, message["to"])
for part in message.iter_parts():
    print(ascii(part.get_content()))
)";
  const std::string command = "python3 '" + (folder / "read.py").string() + "' '" +
                              (folder / "letter.eml").string() + "' 2>&1";
  std::string output;
  {
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen(command.c_str(), "r"), &pclose};
    std::array<char, 4096> buffer{};
    while (const std::size_t got = fread(buffer.data(), 1, buffer.size(), pipe.get())) {
      output.append(buffer.data(), got);
    }
  }
  std::filesystem::remove_all(folder);
  return output;
}

#define NEEDS_PYTHON()                                               \
  if (std::system("python3 -c 'import email' >/dev/null 2>&1") != 0) \
  GTEST_SKIP() << "SKIPPED: python3 is missing, so no other program has read the letter"

TEST(Mail, HasTheHeadersOfALetterThatAMachineSends) {
  const std::string head = head_of(compose(letter(), sender(), date));
  for (const std::string_view line :
       {"Date: Sat, 31 Jan 2026 09:05:00 +0000\r\n",
        "From: \"Your Portal\"\r\n <noreply@portal.example>\r\n", "To: <ann@example.com>\r\n",
        "Subject: Set your password\r\n", "Message-ID: <4f7b8c@portal.example>\r\n",
        "Auto-Submitted: auto-generated\r\n", "Content-Language: en\r\n", "MIME-Version: 1.0\r\n",
        "Content-Type: multipart/alternative;\r\n boundary=\""}) {
    EXPECT_THAT(head, HasSubstr(line));
  }
}

TEST(Mail, CanBeReadAsItStandsWhenItIsPlain) {
  EXPECT_THAT(compose(letter(), sender(), date),
              HasSubstr("\r\n\r\nHello Ann,\r\n\r\nhttps://portal.example/link?code=4f7b8c\r\n"));
}

TEST(Mail, IsTheSameEachTime) {
  EXPECT_EQ(compose(letter(), sender(), date), compose(letter(), sender(), date));
}

TEST(Mail, IsReadByAnotherProgram) {
  NEEDS_PYTHON();
  EXPECT_EQ(read_by_python(compose(letter(), sender(), date)),
            "'Set your password'\n"
            "'Your Portal' noreply@portal.example ann@example.com\n"
            "'Hello Ann,\\n\\nhttps://portal.example/link?code=4f7b8c\\n'\n"
            "'<p>Hello Ann</p>\\n'\n");
}

TEST(Mail, CarriesEveryLetterThereIs) {
  NEEDS_PYTHON();
  Letter rich = letter();
  rich.subject =
      "Een beveiligde toegang voor caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x94\x91 en nog veel meer, "
      "want "
      "deze regel is te lang voor \xC3\xA9\xC3\xA9n woord";
  rich.text = "caf\xC3\xA9 = \xF0\x9F\x94\x91 \nFrom here\n.\n..two\n trailing \t\n" +
              std::string(200, 'x') + "\nhttps://portal.example/?a=b=c";
  rich.html = "<p title=\"\xC3\xA9\">" + std::string(1200, 'y') + "</p>";
  const Sender from{.name = "Caf\xC3\xA9 \"De\\Kroon\"",
                    .address = email("noreply@portal.example")};
  const std::string message = compose(rich, from, date);
  EXPECT_EQ(read_by_python(message),
            "'Een beveiligde toegang voor caf\\xe9 \\u20ac \\U0001f511 en nog veel meer, want deze "
            "regel is te "
            "lang voor \\xe9\\xe9n woord'\n"
            "'Caf\\xe9 \"De\\\\Kroon\"' noreply@portal.example ann@example.com\n"
            "'caf\\xe9 = \\U0001f511 \\nFrom here\\n.\\n..two\\n trailing \\t\\n" +
                std::string(200, 'x') +
                "\\nhttps://portal.example/?a=b=c\\n'\n'<p title=\"\\xe9\">" +
                std::string(1200, 'y') + "</p>\\n'\n");
  for (const std::string& line : lines_of(message)) {
    EXPECT_LE(line.size(), 78U) << line;
    for (const char c : line) EXPECT_TRUE(c >= 0x20 && c < 0x7F) << line;
  }
}

TEST(Mail, KeepsQuotesInAPlainName) {
  NEEDS_PYTHON();
  const Sender from{.name = "\"De Kroon\" \\ Co., <x@evil.example>",
                    .address = email("noreply@portal.example")};
  EXPECT_THAT(read_by_python(compose(letter(), from, date)),
              HasSubstr("'\"De Kroon\" \\\\ Co., <x@evil.example>' noreply@portal.example"));
}

// A visitor's name or an organisation's may stand in a subject.
TEST(Mail, LetsNobodyWriteAHeader) {
  for (const std::string_view end : {"\r\n", "\n", "\r", "\r\n ", "\n\n"}) {
    Letter forged = letter();
    forged.subject = "Hello" + std::string{end} + "Bcc: victim@example.com";
    const Sender from{.name = "Portal" + std::string{end} + "X-Evil: yes",
                      .address = email("noreply@portal.example")};
    for (const std::string& line : lines_of(head_of(compose(forged, from, date)) + "\r\n")) {
      EXPECT_FALSE(line.starts_with("Bcc") || line.starts_with("X-Evil")) << line;
      EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
    }
  }
}

TEST(Mail, DoesNotTakeASubjectForAnEncodedOne) {
  NEEDS_PYTHON();
  Letter odd = letter();
  odd.subject = "=?utf-8?B?ZXZpbA==?=";
  EXPECT_THAT(read_by_python(compose(odd, sender(), date)), HasSubstr("'=?utf-8?B?ZXZpbA==?='\n"));
}

TEST(Mail, IsNotCutWhereItsTextLooksLikeABoundary) {
  NEEDS_PYTHON();
  const std::string first = compose(letter(), sender(), date);
  const auto begin = first.find("boundary=\"") + 10;
  const std::string boundary = first.substr(begin, first.find('"', begin) - begin);
  Letter odd = letter();
  odd.text = "--" + boundary + "--\nstill here\n";
  EXPECT_THAT(read_by_python(compose(odd, sender(), date)), HasSubstr("still here"));
}

TEST(Mail, TakesAWrongIdOrLanguageForABug) {
  for (const std::string_view id :
       {"", "no-at", "a@b\r\nBcc: c@d", "a@b>", "a@b@c", "@b", "a@", "a b@c"}) {
    Letter wrong = letter();
    wrong.message_id = id;
    EXPECT_THROW(static_cast<void>(compose(wrong, sender(), date)), Bug) << id;
  }
  for (const std::string_view tag : {"", "en\r\nBcc: c@d", "en;q=1"}) {
    Letter wrong = letter();
    wrong.language = tag;
    EXPECT_THROW(static_cast<void>(compose(wrong, sender(), date)), Bug) << tag;
  }
  Letter wrong = letter();
  wrong.text = "\xFF";
  EXPECT_THROW(static_cast<void>(compose(wrong, sender(), date)), Bug);
}

}  // namespace
}  // namespace sallyport::mail
