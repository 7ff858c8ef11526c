#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <fstream>
#include <set>
#include <sstream>

#include "kit/mail/mail.hpp"

namespace sallyport::mail {
namespace {

using testing::HasSubstr;

class Mailbox : public testing::Test {
 protected:
  Mailbox() {
    std::string name = (std::filesystem::temp_directory_path() / "mailbox_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for a test");
    root = name;
  }
  ~Mailbox() override { std::filesystem::remove_all(root); }

  static Letter letter(std::string_view id, std::string_view to = "ann@example.com") {
    return {.message_id = std::string{id} + "@portal.example",
            .to = *Email::parse(to),
            .subject = "Subject of " + std::string{id},
            .text = "text",
            .html = "<p>text</p>",
            .language = "en"};
  }
  std::vector<std::string> names() const {  // in the order in which a folder is listed
    std::set<std::string> sorted;
    for (const auto& file : std::filesystem::directory_iterator{root / "mail"}) {
      sorted.insert(file.path().filename());
    }
    return {sorted.begin(), sorted.end()};
  }
  std::string content(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream{root / "mail" / name}.rdbuf();
    return text.str();
  }
  MailboxFolder open() const {
    return {root / "mail", {.name = "Portal", .address = *Email::parse("noreply@portal.example")}};
  }

  std::filesystem::path root;
  const Time morning = at_unix_seconds(1'769'850'300);
};

TEST_F(Mailbox, HoldsALetterUnderANameThatPeopleUnderstand) {
  EXPECT_EQ(open().send(letter("first"), morning), std::nullopt);
  ASSERT_EQ(names().size(), 1U);
  EXPECT_TRUE(names().front().starts_with("2026-01-31T09-05-00Z-ann@example.com-"))
      << names().front();
  EXPECT_TRUE(names().front().ends_with(".eml"));
  EXPECT_THAT(content(names().front()), HasSubstr("Subject: Subject of first\r\n"));
}

TEST_F(Mailbox, ListsLettersInTheOrderOfTheirTimes) {
  MailboxFolder mailbox = open();
  EXPECT_EQ(mailbox.send(letter("later", "ann@example.com"), morning + std::chrono::hours{1}),
            std::nullopt);
  EXPECT_EQ(mailbox.send(letter("first", "zoe@example.com"), morning), std::nullopt);
  ASSERT_EQ(names().size(), 2U);
  EXPECT_THAT(content(names().front()), HasSubstr("Subject of first"));
}

TEST_F(Mailbox, KeepsOneFileOfALetterThatIsSentAgain) {
  EXPECT_EQ(open().send(letter("first"), morning), std::nullopt);
  EXPECT_EQ(open().send(letter("first"), morning + std::chrono::minutes{5}), std::nullopt);
  ASSERT_EQ(names().size(), 1U);
  EXPECT_THAT(content(names().front()), HasSubstr("09:10:00 +0000"));
  EXPECT_EQ(open().send(letter("second"), morning), std::nullopt);
  EXPECT_EQ(names().size(), 2U) << "two letters of one second are two";
}

TEST_F(Mailbox, StaysInItsFolderWhateverTheAddress) {
  EXPECT_EQ(open().send(letter("first", "a/b/'$x`|*@example.com"), morning), std::nullopt);
  ASSERT_EQ(names().size(), 1U);
  EXPECT_EQ(names().front().find_first_of("/'$`|*"), std::string::npos);
}

TEST_F(Mailbox, IsForItsOwnerOnly) {
  EXPECT_EQ(open().send(letter("first"), morning), std::nullopt);
  struct stat status{};
  ASSERT_EQ(stat((root / "mail" / names().front()).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
}

TEST_F(Mailbox, RefusesALetterThatItCannotWrite) {
  MailboxFolder mailbox = open();
  std::filesystem::remove_all(root / "mail");
  const auto refusal = mailbox.send(letter("first"), morning);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->kind, Refusal::Kind::away);
  EXPECT_THAT(refusal->reason, HasSubstr((root / "mail").string()));
  std::ofstream{root / "file"} << "not a folder";
  EXPECT_THROW(MailboxFolder(root / "file" / "mail", {"Portal", *Email::parse("a@b.example")}),
               std::runtime_error);
}

}  // namespace
}  // namespace sallyport::mail
