#include "site/letter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/outbox/queue.hpp"
#include "tests/testkit/service.hpp"

namespace sallyport::site {
namespace {

using Kind = mail::Refusal::Kind;
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
                               {"from", "Pixel 8"},
                               {"person", "Jan Smit"},
                               {"person_email", "jan@kroon.example"},
                               {"left", "9"},
                               {"browser", "Firefox on Windows"},
                               {"address", "192.0.2.1"},
                               {"code", "K7Q4-M2XP"},
                               {"minutes", "30"},
                               {"what", "The password was changed."},
                               {"taken", "Nothing needed to be taken away."}},
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

/// One letter on its way to ann@kroon.example, with a link in it.
void invite_ann(testkit::Service& service) {
  service.add_contact(service.add_organisation("Kroon"), "ann@kroon.example");
}

outbox::Entry only_entry(testkit::Service& service) {
  const auto all =
      service.database().read([](db::Read& db) { return outbox::newest(db, std::nullopt, 10); });
  check(all.size() == 1, "there is one letter");
  return all.front();
}

TEST(Letter, ThatIsPutOffStaysAndGoesOutLater) {
  testkit::Service service;
  service.mail.refusal = {Kind::later, "451 mailbox full"};
  invite_ann(service);
  service.deliver_letters();
  EXPECT_TRUE(service.mail.letters.empty());
  service.mail.refusal.reset();
  service.deliver_letters();
  EXPECT_TRUE(service.mail.letters.empty()) << "not before a minute has gone by";
  EXPECT_EQ(only_entry(service).last_error, "451 mailbox full");
  service.clock.advance(std::chrono::seconds{75});
  service.deliver_letters();
  ASSERT_EQ(service.mail.letters.size(), 1U);
  service.deliver_letters();
  EXPECT_EQ(service.mail.letters.size(), 1U);
}

TEST(Letter, ThatIsRefusedForGoodIsNotTriedAgainButShown) {
  testkit::Service service;
  service.mail.refusal = {Kind::never, "550 no such person"};
  invite_ann(service);
  service.deliver_letters();
  service.mail.refusal.reset();
  service.clock.advance(std::chrono::days{2});
  service.deliver_letters();
  EXPECT_TRUE(service.mail.letters.empty());
  EXPECT_EQ(only_entry(service).state, outbox::State::refused);
  EXPECT_EQ(only_entry(service).last_error, "550 no such person");
  EXPECT_THAT(service.audit(), testing::Contains("letter_refused"));
}

TEST(Letter, WhoseLinkStoppedWorkingMeanwhileIsNotSent) {
  testkit::Service service;
  service.mail.refusal = {Kind::away, "nobody answers"};
  invite_ann(service);
  service.deliver_letters();
  service.mail.refusal.reset();
  service.clock.advance(std::chrono::hours{73});
  service.deliver_letters();
  EXPECT_TRUE(service.mail.letters.empty());
  EXPECT_EQ(only_entry(service).state, outbox::State::outdated);
}

TEST(Letter, WithACodeThatRanOutIsNotSent) {
  testkit::Service service;
  const auto post = [&](std::chrono::minutes lasts) {
    service.database().write([&](db::Write& db) {
      service.service().site().outbox.post(db, service.deed(),
                                           {.kind = outbox::Kind::activation_code,
                                            .to = Email::parse("ann@kroon.example").value(),
                                            .texts = {{"code", "1234 5678"}, {"minutes", "30"}},
                                            .link_token = Secret{"token"},
                                            .expires_at = service.clock.now() + lasts});
    });
  };
  post(std::chrono::minutes{30});
  post(std::chrono::minutes{90});
  service.clock.advance(std::chrono::minutes{30});
  service.deliver_letters();
  EXPECT_EQ(service.mail.letters.size(), 1U);
}

TEST(Letter, ThatAServerAlwaysHangsUpOnKeepsNoOtherFromGoingOut) {
  testkit::Service service;
  const auto organisation = service.add_organisation("Kroon");
  service.add_contact(organisation, "ann@kroon.example");
  service.deliver_letters();
  service.mail.hangs_up_on = "bob@kroon.example";
  service.add_contact(organisation, "bob@kroon.example");
  service.deliver_letters();
  for (const char* email : {"cas@kroon.example", "dirk@kroon.example"}) {
    service.add_contact(organisation, email);
  }
  service.clock.advance(std::chrono::seconds{19});
  for (int run = 0; run < 3; ++run) service.deliver_letters();
  EXPECT_EQ(service.mail.letters.size(), 3U);
}

}  // namespace
}  // namespace sallyport::site
