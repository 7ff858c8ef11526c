#include "kit/mail/delivery_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace sallyport::mail {
namespace {

using Action = DeliveryReport::Action;
using testing::HasSubstr;

// In the form in which Postfix reports.
std::string report(const std::string& action = "failed") {
  return "From: MAILER-DAEMON@mail.example (Mail Delivery System)\r\n"
         "Subject: Undelivered Mail Returned to Sender\r\n"
         "Auto-Submitted: auto-replied\r\n"
         "MIME-Version: 1.0\r\n"
         "Content-Type: multipart/report; report-type=delivery-status;\r\n"
         "\tboundary=\"4bXyZ/mail;example\"\r\n"
         "\r\n"
         "This is a MIME-encapsulated message.\r\n"
         "\r\n"
         "--4bXyZ/mail;example\r\n"
         "Content-Type: text/plain; charset=us-ascii\r\n"
         "\r\n"
         "I'm sorry to have to inform you ...\r\n"
         "\r\n"
         "--4bXyZ/mail;example\r\n"
         "Content-Type: message/delivery-status\r\n"
         "\r\n"
         "Reporting-MTA: dns; mail.example\r\n"
         "Arrival-Date: Sat, 31 Jan 2026 09:05:00 +0000\r\n"
         "\r\n"
         "Final-Recipient: rfc822; ann@kroon.example\r\n"
         "Action: " +
         action +
         "\r\n"
         "Status: 5.1.1\r\n"
         "Diagnostic-Code: smtp; 550 5.1.1 <ann@kroon.example>: Recipient address\r\n"
         "    rejected: User unknown\r\n"
         "\r\n"
         "--4bXyZ/mail;example\r\n"
         "Content-Type: message/rfc822\r\n"
         "\r\n"
         "From: portal@portal.example\r\n"
         "Message-ID: <0123456789ABCDEFGHJKMNPQRS@portal.example>\r\n"
         "Subject: You are invited\r\n"
         "\r\n"
         "Hello,\r\n"
         "--4bXyZ/mail;example--\r\n";
}

void replace(std::string& text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
}

TEST(DeliveryReport, TellsWhichEmailCameBackAndWhy) {
  const auto read = read_delivery_report(report());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->action, Action::failed);
  EXPECT_EQ(read->message_id, "0123456789ABCDEFGHJKMNPQRS@portal.example");
  EXPECT_EQ(read->reason,
            "5.1.1 smtp; 550 5.1.1 <ann@kroon.example>: Recipient address rejected: User unknown");
}

TEST(DeliveryReport, IsReadWithPlainLineEndsToo) {
  std::string text = report();
  std::erase(text, '\r');
  const auto read = read_delivery_report(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->message_id, "0123456789ABCDEFGHJKMNPQRS@portal.example");
  EXPECT_THAT(read->reason, HasSubstr("User unknown"));
}

TEST(DeliveryReport, TellsADelayFromAFailure) {
  EXPECT_EQ(read_delivery_report(report("delayed"))->action, Action::delayed);
  EXPECT_EQ(read_delivery_report(report("relayed"))->action, Action::other);
}

TEST(DeliveryReport, TakesTheHeadersAloneOrTheAnswerForTheOriginal) {
  std::string headers_only = report();
  replace(headers_only, "Content-Type: message/rfc822", "Content-Type: text/rfc822-headers");
  EXPECT_TRUE(read_delivery_report(headers_only));
  std::string answer = report();
  replace(answer, "Content-Type: message/rfc822", "Content-Type: text/plain");
  EXPECT_FALSE(read_delivery_report(answer));
  replace(answer, "MIME-Version: 1.0\r\n",
          "MIME-Version: 1.0\r\nIn-Reply-To:\r\n <0123456789ABCDEFGHJKMNPQRS@portal.example>\r\n");
  const auto read = read_delivery_report(answer);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->message_id, "0123456789ABCDEFGHJKMNPQRS@portal.example");
}

TEST(DeliveryReport, IsNothingElse) {
  EXPECT_FALSE(read_delivery_report(""));
  EXPECT_FALSE(read_delivery_report("Subject: I am on holiday\r\n\r\nBack on Monday\r\n"));
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"multipart/report", "multipart/mixed"},
           {"boundary", "border"},
           {"message/delivery-status", "text/plain"},
           {"Action: failed", "Actor: failed"},
           {"<0123456789ABCDEFGHJKMNPQRS@portal.example>", "0123456789@portal.example"},
           {"<0123456789ABCDEFGHJKMNPQRS@portal.example>", "<a@b> <c@d>"},
       }) {
    std::string text = report();
    replace(text, from, to);
    EXPECT_FALSE(read_delivery_report(text)) << to;
  }
}

TEST(DeliveryReport, GivesAReasonThatATerminalCanShow) {
  std::string text = report();
  replace(text, "User unknown", "\x1b[2Jfooled \xc3\xbc" + std::string(5000, 'x'));
  const auto read = read_delivery_report(text);
  ASSERT_TRUE(read);
  EXPECT_LE(read->reason.size(), 400U);
  EXPECT_TRUE(std::ranges::all_of(read->reason, [](char c) { return c >= ' ' && c <= '~'; }));
}

RC_GTEST_PROP(DeliveryReport, BearsWhateverComes, ()) {
  std::string text = report();
  const auto changes = *rc::gen::inRange(1, 20);
  for (int change = 0; change < changes; ++change) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const auto piece = *rc::gen::element<std::string>(
        "\r\n", "\n\n", "--4bXyZ/mail;example", ":", "<", ">", "\"", ";", "", std::string(1, '\0'));
    const auto length = *rc::gen::inRange<std::size_t>(0, 40);
    text.replace(at, length, piece);
  }
  if (const auto read = read_delivery_report(text)) {
    RC_ASSERT(read->reason.size() <= 400U);
    RC_ASSERT(read->message_id.find('@') != std::string::npos);
  }
}

}  // namespace
}  // namespace sallyport::mail
