#include "site/letter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testkit/service.hpp"

namespace sallyport::site {
namespace {

using testing::HasSubstr;
using testing::Not;

outbox::Waiting waiting(outbox::Kind kind, text::Language language) {
  crypto::SystemRandom random;
  return {.id = crypto::fresh_id<LetterId>(random),
          .letter = {.kind = kind,
                     .to = Email::parse("ann@kroon.example").value(),
                     .account = std::nullopt,
                     .language = language,
                     .texts = {{"name", "Ann <b>Bakker</b>"},
                               {"organisation", "Kroon & Zn"},
                               {"at", "28 July 2027 at 14:05"},
                               {"when", "28 July 2027 at 14:05"},
                               {"item", "Authenticator app"},
                               {"left", "9"},
                               {"browser", "Firefox on Windows"},
                               {"address", "192.0.2.1"},
                               {"code", "K7Q4-M2XP"},
                               {"minutes", "30"}},
                     .link_token = Secret{"token-of-the-link"}},
          .created_at = at_unix_seconds(1'800'000'000)};
}

TEST(Letter, OfEveryKindHasOneLineOfSubjectAndBothPartsInBothLanguages) {
  testkit::Service service;
  for (const outbox::Kind kind : outbox::kinds()) {
    SCOPED_TRACE(outbox::name_of(kind));
    std::vector<std::string> subjects;
    for (const text::Language language : text::all_languages) {
      const mail::Letter letter = compose(service.service().site(), waiting(kind, language));
      EXPECT_FALSE(letter.subject.empty());
      EXPECT_EQ(letter.subject.find_first_of("\r\n{}"), std::string::npos) << letter.subject;
      EXPECT_THAT(letter.text, Not(HasSubstr("{")));
      EXPECT_THAT(letter.text, Not(HasSubstr(letter.subject + "\n")));
      EXPECT_THAT(letter.text, HasSubstr("Customer Portal"));
      EXPECT_THAT(letter.html, HasSubstr("Customer Portal"));
      // One frame for all (templates/letter_top.html, letter_bottom.html).
      EXPECT_THAT(letter.html, HasSubstr("<title>Customer Portal</title>"));
      EXPECT_THAT(letter.html, HasSubstr("<a href=\"https://portal.example\">"));
      EXPECT_TRUE(letter.text.ends_with("Customer Portal\nhttps://portal.example\n"))
          << letter.text;
      EXPECT_THAT(letter.html, Not(HasSubstr("<b>Bakker")));
      EXPECT_EQ(letter.language, text::tag(language));
      subjects.push_back(letter.subject);
    }
    EXPECT_NE(subjects[0], subjects[1]);
  }
}

TEST(Letter, LinksToThePublicAddressWithItsPort) {
  auto settings = testkit::test_settings();
  settings.portal.public_address = "https://portal.example:8443";
  testkit::Service service{settings};
  const mail::Letter letter =
      compose(service.service().site(), waiting(outbox::Kind::invitation, text::Language::english));
  const std::string link = "https://portal.example:8443/invitation/token-of-the-link";
  EXPECT_THAT(letter.text, HasSubstr(link));
  EXPECT_THAT(letter.html, HasSubstr(link));
  EXPECT_TRUE(letter.message_id.ends_with("@portal.example")) << letter.message_id;
}

TEST(Letter, KeepsItsMessageIdHoweverOftenItIsComposed) {
  testkit::Service service;
  const auto one = waiting(outbox::Kind::access_given, text::Language::dutch);
  EXPECT_EQ(compose(service.service().site(), one).message_id,
            compose(service.service().site(), one).message_id);
}

TEST(Letter, IsInThePortalsLanguageForWhoHasNotChosenOne) {
  auto settings = testkit::test_settings();
  settings.portal.language = text::Language::dutch;
  testkit::Service service{settings};
  auto one = waiting(outbox::Kind::invitation, text::Language::english);
  one.letter.language.reset();
  EXPECT_EQ(compose(service.service().site(), one).language, "nl");
}

TEST(Letter, ThatIsRefusedStaysAndGoesOutLater) {
  testkit::Service service;
  service.mail.refusal = "mailbox full";
  service.add_person("ann@kroon.example", "purple walrus on a ferry");
  service.deliver_letters();
  EXPECT_TRUE(service.mail.letters.empty());
  service.mail.refusal.reset();
  service.deliver_letters();
  EXPECT_TRUE(service.mail.letters.empty()) << "not before a minute has gone by";
  service.clock.advance(std::chrono::minutes{1});
  service.deliver_letters();
  ASSERT_EQ(service.mail.letters.size(), 1U);
  service.deliver_letters();
  EXPECT_EQ(service.mail.letters.size(), 1U);
}

}  // namespace
}  // namespace sallyport::site
