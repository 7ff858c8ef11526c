#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/cli/command_line_fixture.hpp"
#include "tests/testkit/mail_server.hpp"

namespace sallyport::app::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class LettersCommand : public CommandLine {
 protected:
  LettersCommand() { std::filesystem::create_directory(folder() / "taken"); }

  /// An invitation to ann@kroon.example waits; its id.
  std::string invite_ann() {
    say({"organisation", "add", "--name", "Kroon"});
    add_ann({"--access"});
    return in_json(say({"letters", "list", "--json"}).out, "$.letters[0].id");
  }
  void change(const std::string& sql) {
    db::open_sqlite(database())->write([&](db::Write& db) { db.change(sql); });
  }
  void mark_sent() {
    change("UPDATE letter SET state = 'sent', sent_at = 1800000000, settled_at = 1800000000");
  }
  std::string state() {
    return in_json(say({"letters", "list", "--json"}).out, "$.letters[0].state");
  }
  static std::string bounce_of(const std::string& id) {
    return "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n"
           "--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example\n\n"
           "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 gone away\n\n"
           "--x\nContent-Type: text/rfc822-headers\n\nMessage-ID: <" +
           id + "@portal.example>\n\n--x--\n";
  }
};

TEST_F(LettersCommand, ListsAndShowsWhatBecameOfALetterButNothingThatStandsInIt) {
  const std::string id = invite_ann();
  const std::string listed = say({"letters", "list"}).out;
  EXPECT_THAT(listed, HasSubstr(id));
  EXPECT_THAT(listed, HasSubstr("waiting"));
  EXPECT_THAT(listed, HasSubstr("ann@kroon.example"));
  EXPECT_EQ(in_json(say({"letters", "list", "--state", "refused", "--json"}).out, "$.letters[0]"),
            "nothing");

  change("UPDATE letter SET state = 'refused', last_error = '550 no such person'");
  const Answer shown = say({"letters", "show", id});
  EXPECT_EQ(shown.code, 0);
  EXPECT_THAT(shown.out, HasSubstr("550 no such person"));
  EXPECT_THAT(shown.out, HasSubstr("letters retry " + id));
  for (const std::string& said : {listed, shown.out, say({"letters", "show", id, "--json"}).out}) {
    EXPECT_THAT(said, Not(HasSubstr("/invitation/")));
    EXPECT_THAT(said, Not(HasSubstr("Bakker")));
  }
  EXPECT_EQ(say({"letters", "show", "nonsense"}).code, 3);
  EXPECT_EQ(say({"letters", "list", "--state", "lost"}).code, 3);
}

TEST_F(LettersCommand, SaysThatNoEmailGoesOutAndWhy) {
  invite_ann();
  change("INSERT INTO mail_outage VALUES (1, 1800000000, 7, 1800000300, 'Nobody answers at mail')");
  EXPECT_THAT(say({"letters", "list"}).out, HasSubstr("No email goes out since 2027-01-15"));
  EXPECT_THAT(say({"letters", "list"}).out, HasSubstr("Nobody answers at mail"));
  EXPECT_EQ(in_json(say({"letters", "list", "--json"}).out, "$.outage.tries"), "7");
}

TEST_F(LettersCommand, RetriesWhatWasRefusedAndNotWhatWasSent) {
  const std::string id = invite_ann();
  change("UPDATE letter SET state = 'refused', last_error = '550 no such person'");
  EXPECT_EQ(say({"letters", "retry", id}).code, 0);
  EXPECT_EQ(state(), "waiting");
  change("UPDATE letter SET state = 'refused'");
  EXPECT_EQ(in_json(say({"letters", "retry", "--all", "--json"}).out, "$.retried"), "1");
  EXPECT_EQ(state(), "waiting");
  mark_sent();
  EXPECT_EQ(say({"letters", "retry", id}).code, 3);
  EXPECT_EQ(state(), "sent");
  change("UPDATE letter SET state = 'outdated'");
  EXPECT_THAT(say({"letters", "retry", id}).error, HasSubstr("contact invite"));
  EXPECT_THAT(say({"audit", "list"}).out, HasSubstr("letter_retried"));
}

TEST_F(LettersCommand, TestsTheMailServerAndSaysHowThatWent) {
  {
    const testkit::MailServer server{folder() / "taken"};
    write_settings(
        "mail.smtp.tls = \"none\"\nmail.smtp.port = " + std::to_string(server.port()) + "\n",
        "mail.smtp.server = \"localhost\"");
    const Answer sent = say({"letters", "test", "ann@kroon.example"});
    EXPECT_EQ(sent.code, 0) << sent.error;
    EXPECT_THAT(sent.out, HasSubstr("localhost took the email to ann@kroon.example"));
    ASSERT_THAT(server.emails(), SizeIs(1));
    EXPECT_THAT(server.emails().front(), HasSubstr("Subject: Test email of Customer Portal"));
    const Answer refused = say({"letters", "test", "unknown@kroon.example"});
    EXPECT_EQ(refused.code, 3);
    EXPECT_THAT(refused.error, HasSubstr("550 5.1.1 No such person here"));
  }
  const Answer gone = say({"letters", "test", "ann@kroon.example"});
  EXPECT_EQ(gone.code, 3);
  EXPECT_THAT(gone.error, HasSubstr("Nobody answers at localhost"));
  EXPECT_EQ(count("letter"), 0);
}

TEST_F(LettersCommand, RecordsABounceFromStandardInput) {
  const std::string id = invite_ann();
  EXPECT_THAT(say({"letters", "bounce"}, bounce_of(id)).out, HasSubstr("nothing recorded"));
  mark_sent();
  const Answer taken = say({"letters", "bounce"}, bounce_of(id));
  EXPECT_EQ(taken.code, 0) << taken.error;
  EXPECT_THAT(taken.out, HasSubstr("recorded: "));
  EXPECT_EQ(state(), "bounced");
  EXPECT_THAT(say({"letters", "show", id}).out, HasSubstr("5.1.1 smtp; 550 gone away"));
  EXPECT_THAT(say({"letters", "bounce"}, "Subject: on holiday\n\nBack soon\n").out,
              HasSubstr("no report"));
  EXPECT_EQ(say({"letters", "retry", id}).code, 0);
  EXPECT_EQ(state(), "waiting");
}

TEST_F(LettersCommand, LooksThroughAMaildirOnce) {
  const std::string id = invite_ann();
  mark_sent();
  for (const char* name : {"new", "cur", "tmp"}) {
    std::filesystem::create_directories(folder() / "bounces" / name);
  }
  std::ofstream{folder() / "bounces" / "new" / "1.mail"} << bounce_of(id);
  std::ofstream{folder() / "bounces" / "new" / "2.mail"} << "Subject: on holiday\n\nBack soon\n";
  const std::vector<std::string> words = {"letters", "bounce", "--maildir",
                                          (folder() / "bounces").string(), "--json"};
  EXPECT_EQ(say(words).out, "{\"read\":2,\"recorded\":1}\n");
  EXPECT_EQ(state(), "bounced");
  EXPECT_EQ(say(words).out, "{\"read\":0,\"recorded\":0}\n");
  EXPECT_TRUE(std::filesystem::exists(folder() / "bounces" / "cur" / "1.mail:2,S"));
  EXPECT_EQ(say({"letters", "bounce", "--maildir", "/nowhere"}).code, 1);
}

}  // namespace
}  // namespace sallyport::app::cli
