// The mail server is away for a day, and nobody misses a letter (B8).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/outbox/outage.hpp"
#include "core/outbox/queue.hpp"
#include "kit/mail/smtp.hpp"
#include "site/letter.hpp"
#include "tests/testkit/browser.hpp"
#include "tests/testkit/mail_server.hpp"
#include "tests/testkit/service.hpp"

namespace sallyport {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::SizeIs;

/// The whole service, with a real mail server beside it that can go away and come back.
class MailAway : public testing::Test {
 protected:
  MailAway() { bring_back(); }

  void take_away() { server_.reset(); }
  void bring_back() {
    std::vector<std::string> words;
    if (port_ != 0) words = {"--port", std::to_string(port_)};
    server_ = std::make_unique<testkit::MailServer>(folder_.path(), words);
    port_ = server_->port();
    mailer_ = std::make_unique<mail::Smtp>(
        mail::SmtpOptions{.server = "localhost",
                          .port = port_,
                          .encryption = mail::Encryption::none,
                          .envelope_sender = *Email::parse("portal@portal.example"),
                          .own_name = "portal.example"},
        mail::Sender{"Customer Portal", *Email::parse("portal@portal.example")});
  }
  /// Lets the time go by, with the job's runs in it.
  void pass(seconds time, seconds step) {
    for (seconds gone{0}; gone < time; gone += step) {
      service.clock.advance(step);
      deliver();
    }
  }
  void deliver() { site::deliver(service.service().site(), *mailer_, service.clock.now()); }
  /// A letter that is of use on another day too.
  void post(int number) {
    service.database().write([&](db::Write& db) {
      service.service().site().outbox.post(
          db, service.deed(),
          {.kind = outbox::Kind::password_set,
           .to = *Email::parse("person" + std::to_string(number) + "@kroon.example"),
           .texts = {{"at", "today"}},
           .link_token = Secret{"a-link-of-this-letter"}});
    });
  }
  std::int64_t waiting() {
    return service.database().read(
        [](db::Read& db) { return outbox::count(db, outbox::State::waiting); });
  }
  /// The Message-IDs of all that arrived.
  [[nodiscard]] std::vector<std::string> arrived() const {
    std::vector<std::string> ids;
    for (const std::string& email : server_->emails()) {
      const auto at = email.find("Message-ID: <");
      ids.push_back(email.substr(at, email.find('>', at) - at));
    }
    return ids;
  }

  testkit::Service service;

 private:
  testkit::Folder folder_;
  std::uint16_t port_ = 0;
  std::unique_ptr<testkit::MailServer> server_;
  std::unique_ptr<mail::Smtp> mailer_;
};

TEST_F(MailAway, ForADayLosesNoLetterAndDoublesNone) {
  post(0);
  deliver();
  ASSERT_THAT(arrived(), SizeIs(1));
  take_away();
  constexpr int letters = 240;
  for (int number = 1; number <= letters; ++number) {
    post(number);
    pass(minutes{6}, minutes{3});
  }
  EXPECT_EQ(waiting(), letters);
  bring_back();
  pass(minutes{10}, seconds{30});
  EXPECT_EQ(waiting(), 0) << "they go out within ten minutes";
  const auto ids = arrived();
  EXPECT_EQ(ids.size(), letters + 1U);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size());
}

TEST_F(MailAway, LetsPeopleLogInMeanwhile) {
  service.add_person("ann@kroon.example", "purple walrus on a ferry");
  take_away();
  deliver();
  testkit::Browser browser{service};
  testkit::sign_in(browser, "ann@kroon.example", "purple walrus on a ferry");
  EXPECT_EQ(browser.path(), "/");
  EXPECT_THAT(browser.text(), HasSubstr("Ann"));
}

TEST_F(MailAway, SendsNoInvitationWhoseLinkRanOutMeanwhileAndSaysSo) {
  take_away();
  service.add_contact(service.add_organisation("Kroon"), "ann@kroon.example");
  pass(hours{73}, minutes{30});
  bring_back();
  pass(minutes{10}, seconds{30});
  EXPECT_THAT(arrived(), SizeIs(0));
  const auto all = service.database().read(
      [](db::Read& db) { return outbox::newest(db, outbox::State::outdated, 10); });
  EXPECT_THAT(all, SizeIs(1));
}

TEST_F(MailAway, DistinguishesRefusedPeopleFromThoseWhoWait) {
  const auto organisation = service.add_organisation("Kroon");
  for (const char* email : {"unknown@kroon.example", "later@kroon.example", "ann@kroon.example"}) {
    service.add_contact(organisation, email);
  }
  deliver();
  EXPECT_THAT(arrived(), SizeIs(1));
  EXPECT_EQ(waiting(), 1);
  const auto refused = service.database().read(
      [](db::Read& db) { return outbox::newest(db, outbox::State::refused, 10); });
  ASSERT_THAT(refused, SizeIs(1));
  EXPECT_EQ(refused.front().to.text(), "unknown@kroon.example");
  EXPECT_THAT(refused.front().last_error, HasSubstr("550 5.1.1"));
}

}  // namespace
}  // namespace sallyport
