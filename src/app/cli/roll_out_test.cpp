#include "app/cli/roll_out.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/cli/command_line_fixture.hpp"
#include "app/cli/doctor.hpp"

namespace sallyport::app::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// Two organisations; Ann has access to the first. Commands read the machine's clock, so days are
/// counted from today.
class RollOut : public CommandLine {
 protected:
  RollOut() {
    write_settings("second_factor.required_from = " + in_days(60) + "\n");
    say({"organisation", "add", "--name", "Kroon"});
    say({"organisation", "add", "--name", "Molen"});
    add_ann({"--access"});
  }
  static std::string in_days(int days) {
    const auto zone = *text::TimeZone::find("Europe/Amsterdam");
    const Day today = zone.day_of(SystemClock{}.now());
    return iso_day(std::chrono::sys_days{today} + std::chrono::days{days});
  }
  Answer set_date(const std::string& number, const std::string& day) {
    return say({"organisation", "set-date", number, "--from", day});
  }
  Answer grant(const std::string& email, const std::string& until, const std::string& reason) {
    return say({"exemption", "grant", "--email", email, "--until", until, "--reason", reason});
  }
  static void expect_refused(const Answer& answer, const std::string& why) {
    EXPECT_EQ(answer.code, 3) << answer.out;
    EXPECT_THAT(answer.error, HasSubstr(why));
    EXPECT_EQ(answer.out, "");
  }
  std::string in_show(const std::string& number, const std::string& path) {
    return in_json(say({"organisation", "show", number, "--json"}).out, path);
  }
};

TEST_F(RollOut, SetsAnEarlierDateOfOneOrganisationAndClearsIt) {
  EXPECT_EQ(in_show("1", "$.required_from"), in_days(60));
  EXPECT_EQ(in_show("1", "$.own_date"), "nothing");
  const Answer set = set_date("1", in_days(30));
  EXPECT_EQ(set.code, 0) << set.error;
  EXPECT_THAT(set.out, AllOf(HasSubstr(in_days(30)), HasSubstr("Kroon")));
  EXPECT_EQ(in_show("1", "$.required_from"), in_days(30));
  EXPECT_EQ(in_show("1", "$.own_date"), in_days(30));
  EXPECT_EQ(in_show("2", "$.required_from"), in_days(60));
  EXPECT_EQ(set_date("1", in_days(0)).code, 0) << "today: at once";

  const Answer cleared = say({"organisation", "clear-date", "1", "--json"});
  EXPECT_EQ(in_json(cleared.out, "$.required_from"), in_days(60));
  expect_refused(say({"organisation", "clear-date", "1"}), "has no date of its own");
  EXPECT_THAT(say({"audit", "list", "--organisation", "1"}).out,
              AllOf(HasSubstr("organisation_date_set"), HasSubstr(in_days(30)),
                    HasSubstr("organisation_date_cleared")));
}

TEST_F(RollOut, SetsADateOfOneOrganisationWhereEverybodyHasNone) {
  write_settings("");
  EXPECT_EQ(set_date("2", in_days(400)).code, 0);
  EXPECT_EQ(in_show("2", "$.required_from"), in_days(400));
  EXPECT_EQ(in_show("1", "$.required_from"), "nothing");
  EXPECT_THAT(say({"organisation", "clear-date", "2"}).out, HasSubstr("no second factor"));
}

TEST_F(RollOut, RefusesADateThatWouldHoldForNobody) {
  expect_refused(set_date("1", in_days(61)), "not earlier than everybody's date, " + in_days(60));
  expect_refused(set_date("1", in_days(60)), "not earlier than everybody's date, " + in_days(60));
  expect_refused(set_date("1", in_days(-1)), "is past");
  expect_refused(set_date("1", "tomorrow"), "like 2027-01-31");
  expect_refused(set_date("1", "2027-02-30"), "like 2027-01-31");
  expect_refused(set_date("7", in_days(30)), "organisation list");
  EXPECT_EQ(say({"organisation", "set-date", "1"}).code, 2);
  EXPECT_EQ(count("organisation WHERE required_from IS NOT NULL"), 0);
  EXPECT_THAT(say({"audit", "list"}).out, Not(HasSubstr("organisation_date")));

  write_settings("second_factor.required_from = 2020-01-01\n");
  expect_refused(set_date("1", in_days(1)), "has come");
}

TEST_F(RollOut, GrantsAnExemptionUntilADayForAReasonAndEndsIt) {
  EXPECT_EQ(say({"exemption", "list"}).out, "There are no exemptions.\n");
  const Answer granted = grant("Ann@Kroon.example", in_days(90), "Telephone is being repaired");
  EXPECT_EQ(granted.code, 0) << granted.error;
  EXPECT_THAT(granted.out, AllOf(HasSubstr("ann@kroon.example"), HasSubstr(in_days(90))));
  EXPECT_THAT(say({"exemption", "list"}).out,
              AllOf(HasSubstr(in_days(90)), HasSubstr("open"), HasSubstr("ann@kroon.example"),
                    HasSubstr("Telephone is being repaired")));
  EXPECT_EQ(in_show("1", "$.exempt"), "1");

  const Answer ended = say({"exemption", "end", "--email", "ann@kroon.example", "--json"});
  EXPECT_EQ(in_json(ended.out, "$.state"), "ended");
  expect_refused(say({"exemption", "end", "--email", "ann@kroon.example"}), "no open exemption");
  const std::string all = say({"exemption", "list", "--json"}).out;
  EXPECT_EQ(in_json(all, "$[0].state"), "ended");
  EXPECT_EQ(in_json(all, "$[0].until"), in_days(90));
  EXPECT_EQ(in_json(all, "$[0].reason"), "Telephone is being repaired");
  EXPECT_EQ(in_show("1", "$.exempt"), "0");
  EXPECT_THAT(say({"audit", "list", "--email", "ann@kroon.example", "--json"}).out,
              AllOf(HasSubstr("exemption_granted"), HasSubstr("Telephone is being repaired"),
                    HasSubstr("exemption_ended")));
}

TEST_F(RollOut, ListsAnExemptionThatIsOverByItsDay) {
  grant("ann@kroon.example", in_days(1), "Telephone is being repaired");
  db::open_sqlite(database())->write([](db::Write& db) {
    db.change("UPDATE exemption SET until = $1", {in_days(0)});
  });
  const std::string all = say({"exemption", "list", "--json"}).out;
  EXPECT_EQ(in_json(all, "$[0].state"), "over");
  EXPECT_EQ(in_show("1", "$.exempt"), "0");
  expect_refused(say({"exemption", "end", "--email", "ann@kroon.example"}), "no open exemption");
}

TEST_F(RollOut, EndsTheExemptionOfSomebodyWhoLostTheirAccess) {
  grant("ann@kroon.example", in_days(9), "Telephone is being repaired");
  say({"contact", "withdraw-access", "--organisation", "1", "--email", "ann@kroon.example"});
  EXPECT_EQ(say({"exemption", "end", "--email", "ann@kroon.example"}).code, 0);
}

TEST_F(RollOut, RefusesAnExemptionWithoutAReasonOrForTooLong) {
  const char* ann = "ann@kroon.example";
  EXPECT_EQ(say({"exemption", "grant", "--email", ann, "--until", in_days(30)}).code, 2);
  EXPECT_EQ(say({"exemption", "grant", "--email", ann, "--reason", "Abroad"}).code, 2);
  expect_refused(grant(ann, in_days(30), ""), "--reason");
  expect_refused(grant(ann, in_days(30), "  "), "--reason");
  expect_refused(grant(ann, in_days(30), std::string(201, 'a')), "--reason");
  expect_refused(grant(ann, in_days(91), "Abroad"),
                 "at most 90 days, so --until is " + in_days(90));
  expect_refused(grant(ann, in_days(0), "Abroad"), "not ahead");
  expect_refused(grant(ann, in_days(-1), "Abroad"), "not ahead");
  expect_refused(grant(ann, "next week", "Abroad"), "like 2027-01-31");
  expect_refused(grant("bob@kroon.example", in_days(30), "Abroad"), "contact list");
  expect_refused(grant("nobody", in_days(30), "Abroad"), "ann@example.com");
  EXPECT_EQ(count("exemption"), 0);
  EXPECT_THAT(say({"audit", "list"}).out, Not(HasSubstr("exemption")));
}

TEST_F(RollOut, TellsHowFarThePeopleOfEachOrganisationAre) {
  say({"contact", "add", "--organisation", "1", "--email", "bob@kroon.example", "--first-name",
       "Bob", "--last-name", "Bos", "--access"});
  grant("ann@kroon.example", in_days(9), "Telephone is being repaired");
  EXPECT_THAT(say({"organisation", "list"}).out,
              AllOf(HasSubstr("Kroon  0 of 2 activated, 1 exempt, required from " + in_days(60)),
                    HasSubstr("Molen  0 of 0 activated, required from")));
  db::open_sqlite(database())->write([](db::Write& db) {
    db.change(
        "INSERT INTO authenticator (id, account_id, name, secret, last_step, created_at)"
        " SELECT id, id, 'App', id, 0, 0 FROM account WHERE email = 'ann@kroon.example'");
  });
  set_date("1", in_days(30));
  EXPECT_THAT(say({"organisation", "show", "1"}).out,
              HasSubstr("1 of 2 activated, required from " + in_days(30) + " (own date)"));
  EXPECT_EQ(in_show("1", "$.people"), "2");
  EXPECT_EQ(in_show("1", "$.activated"), "1");
  EXPECT_EQ(in_show("1", "$.exempt"), "0") << "who has activated is asked for it all the same";
  EXPECT_THAT(grant("ann@kroon.example", in_days(9), "Still").out, HasSubstr("all the same"));
  EXPECT_EQ(in_json(say({"exemption", "list", "--json"}).out, "$[0].activated"), "1");
}

TEST_F(RollOut, DoctorCountsOpenExemptionsAndOwnDates) {
  const auto told = [&] {
    std::string all;
    for (const auto& finding : examine(file())) {
      if (finding.subject == "second factor") all += finding.sentence + "\n";
    }
    return all;
  };
  EXPECT_THAT(told(),
              AllOf(HasSubstr("Required from " + in_days(60)), HasSubstr("No exemption is open.")));
  grant("ann@kroon.example", in_days(9), "Telephone is being repaired");
  set_date("1", in_days(30));
  EXPECT_THAT(told(),
              AllOf(HasSubstr("with a date of their own: 1"), HasSubstr("Open exemptions: 1.")));
  say({"exemption", "end", "--email", "ann@kroon.example"});
  EXPECT_THAT(told(), HasSubstr("No exemption is open."));
}

}  // namespace
}  // namespace sallyport::app::cli
