#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "app/cli/command_line_fixture.hpp"
#include "app/cli/doctor.hpp"
#include "kit/db/sqlite.hpp"
#include "tests/testkit/small_disk.hpp"

namespace sallyport::app::cli {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

TEST_F(CommandLine, AddsAnOrganisationAndAnswersItsNumber) {
  const Answer added = say({"organisation", "add", "--name", "Kroon"});
  EXPECT_EQ(added.code, 0);
  EXPECT_EQ(added.out, "Organisation 1 \"Kroon\" was added.\n");
  EXPECT_EQ(in_json(say({"organisation", "add", "--name", "Mo\"len", "--json"}).out, "$.number"),
            "2");
  const std::string all = say({"organisation", "list", "--json"}).out;
  EXPECT_EQ(in_json(all, "$[0].name"), "Kroon");
  EXPECT_EQ(in_json(all, "$[1].name"), "Mo\"len");
  EXPECT_EQ(in_json(say({"organisation", "show", "2", "--json"}).out, "$.contacts"), "0");
}

TEST_F(CommandLine, SendsTheInvitationWhenAccessIsGiven) {
  say({"organisation", "add", "--name", "Kroon"});
  const Answer without = add_ann({"--json"});
  EXPECT_EQ(without.code, 0);
  EXPECT_EQ(in_json(without.out, "$.access"), "0");
  EXPECT_EQ(count("letter"), 0);
  const Answer given = say(
      {"contact", "give-access", "--organisation", "1", "--email", "ann@kroon.example", "--json"});
  EXPECT_EQ(given.code, 0);
  EXPECT_EQ(in_json(given.out, "$.access"), "1");
  EXPECT_EQ(count("letter WHERE kind = 'invitation' AND recipient = 'ann@kroon.example'"), 1);
}

TEST_F(CommandLine, AddsAContactWithAccessInOneGo) {
  say({"organisation", "add", "--name", "Kroon"});
  EXPECT_EQ(add_ann({"--access", "--role", "administrator"}).code, 0);
  EXPECT_EQ(count("letter"), 1);
  const std::string all = say({"contact", "list", "--organisation", "1", "--json"}).out;
  EXPECT_EQ(in_json(all, "$[0].email"), "ann@kroon.example");
  EXPECT_EQ(in_json(all, "$[0].roles[0]"), "administrator");
  const std::string events = say({"audit", "list", "--organisation", "1", "--json"}).out;
  EXPECT_EQ(in_json(events, "$[0].event"), "organisation_added");
  EXPECT_EQ(in_json(events, "$[0].actor"), "operator");
}

TEST_F(CommandLine, RefusesWithCodeThreeAndSaysWhatToDo) {
  say({"organisation", "add", "--name", "Kroon"});
  add_ann();
  const std::vector<std::pair<Answer, std::string>> refused = {
      {say({"contact", "list", "--organisation", "7"}), "organisation list"},
      {add_ann(), "already"},
      {say({"contact", "withdraw-access", "--organisation", "1", "--email", "ann@kroon.example"}),
       "give-access"},
      {say({"contact", "invite", "--organisation", "1", "--email", "bob@kroon.example"}),
       "contact list"},
      {say({"contact", "invite", "--organisation", "1", "--email", "nobody"}), "ann@example.com"},
      {say({"organisation", "add", "--name", " "}), "--name"},
      {say({"organisation", "add", "--name", "two\nlines"}), "--name"},
  };
  for (const auto& [answer, said] : refused) {
    EXPECT_EQ(answer.code, 3);
    EXPECT_THAT(answer.error, HasSubstr(said));
    EXPECT_EQ(answer.out, "");
  }
  EXPECT_EQ(count("contact"), 1);
  EXPECT_EQ(count("organisation"), 1);
}

TEST_F(CommandLine, AnswersWrongWordsWithCodeTwo) {
  EXPECT_EQ(say({}).code, 2);
  EXPECT_EQ(say({"organisaton", "list"}).code, 2);
  EXPECT_EQ(say({"organisation", "add"}).code, 2);
  EXPECT_EQ(say({"organisation", "show", "one"}).code, 2);
  EXPECT_EQ(say({"--help"}).code, 0);
  EXPECT_EQ(say({"version"}).code, 0);
}

TEST_F(CommandLine, SaysWhichWordItDoesNotKnowAndWhatWasMeant) {
  EXPECT_EQ(say({"organisaton", "list"}).error,
            "sallyport: `sallyport` has no word `organisaton`. Did you mean `organisation`? "
            "See `sallyport --help`.\n");
  EXPECT_THAT(say({"notice", "elephant"}).error, HasSubstr("There is `"));
  EXPECT_THAT(say({"organisation"}).error,
              HasSubstr("`sallyport organisation` needs one more word: `add`, "));
  EXPECT_THAT(say({"organisation", "add", "--nam", "Example BV"}).error,
              HasSubstr("has no option `--nam`. Did you mean `--name`? "
                        "See `sallyport organisation add --help`."));
  EXPECT_THAT(say({"organisation", "add"}).error, HasSubstr("--name is required."));
  EXPECT_THAT(say({"organisation", "show", "one"}).error,
              HasSubstr("number = one: that is not a whole number."));
  EXPECT_THAT(say({"serve", "now"}).error, HasSubstr("`sallyport serve` has no word `now`."));
}

TEST_F(CommandLine, TellsItsVersionToProgramsToo) {
  EXPECT_THAT(say({"version"}).out, MatchesRegex("sallyport [0-9.]+\n"));
  EXPECT_THAT(say({"version", "--json"}).out, MatchesRegex(R"(\{"version":"[0-9.]+"\})"
                                                           "\n"));
}

TEST_F(CommandLine, TellsTheLineAndTheNearestKeyOfAnUnknownSetting) {
  EXPECT_EQ(say({"settings", "check"}).code, 0);
  write_settings("mail.sendr = \"a@b.example\"\n");
  const Answer checked = say({"settings", "check"});
  EXPECT_EQ(checked.code, 2);
  EXPECT_THAT(checked.error, HasSubstr("sallyport.toml:4"));
  EXPECT_THAT(checked.error, HasSubstr("mail.sender"));
  EXPECT_EQ(say({"organisation", "list"}).code, 2);
  EXPECT_FALSE(std::filesystem::exists(database()));
}

TEST_F(CommandLine, RefusesADatabaseNewerThanItself) {
  ASSERT_EQ(say({"migrate"}).code, 0);
  {
    const auto opened = db::open_sqlite(database());
    opened->write([](db::Write& db) {
      db.change("UPDATE schema_state SET version = 9999, oldest_program = 9999");
    });
  }
  const Answer refused = say({"organisation", "list"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.error, HasSubstr("newer than this program"));
  EXPECT_THAT(refused.error, HasSubstr("Run the newer program"));
}

TEST_F(CommandLine, RefusesADatabaseThatOthersMayRead) {
  ASSERT_EQ(say({"migrate"}).code, 0);
  std::filesystem::permissions(database(), std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  const Answer refused = say({"organisation", "list"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.error, HasSubstr("chmod 600"));
}

TEST_F(CommandLine, MigratesOnceAndThenSaysThatNothingIsLeftToDo) {
  EXPECT_THAT(say({"migrate"}).out, HasSubstr("applied 0001_audit"));
  EXPECT_EQ(say({"migrate"}).out, "The database is at the newest schema.\n");
}

TEST_F(CommandLine, LooksAtTheInstallationAndAnswersForPrograms) {
  // An address of this machine, at which nobody answers: no test asks the internet.
  std::ofstream{file()} << "public_address = \"https://localhost:1\"\n"
                           "server.listen = \"127.0.0.1:1\"\n"
                           "storage.database = \"sallyport.db\"\n"
                           "mail.folder = \"mail\"\n";
  say({"migrate"});
  const Answer looked = say({"doctor", "--json"});
  EXPECT_EQ(looked.code, 0) << looked.out;
  EXPECT_NE(in_json(looked.out, "$"), "no JSON");
}

TEST_F(CommandLine, DoctorChangesNothing) {
  const auto here = [&] {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(file().parent_path()))
      names.push_back(entry.path().filename());
    std::ranges::sort(names);
    return names;
  };
  std::ofstream{file()} << "public_address = \"https://localhost:1\"\n"
                           "server.listen = \"127.0.0.1:1\"\n"
                           "storage.database = \"sallyport.db\"\n"
                           "mail.folder = \"mail\"\n";
  const auto before = here();
  const auto sentence_about = [&](const std::string& subject) {
    for (const doctor::Finding& finding : examine(file())) {
      if (finding.subject == subject) return finding.sentence;
    }
    return std::string{};
  };
  EXPECT_THAT(sentence_about("keys"), HasSubstr("no key files"));
  EXPECT_THAT(sentence_about("database"), HasSubstr("sallyport migrate"));
  EXPECT_THAT(sentence_about("mail"), HasSubstr("the first start makes it"));
  EXPECT_EQ(here(), before);

  ASSERT_EQ(say({"organisation", "add", "--name", "Kroon"}).code, 0);
  std::filesystem::remove(file().parent_path() / "keys" / "seal.key");
  EXPECT_THAT(sentence_about("keys"), HasSubstr("seal.key is not there, though"));
  EXPECT_FALSE(std::filesystem::exists(file().parent_path() / "keys" / "seal.key"));
}

TEST_F(CommandLine, DoctorSaysThatTheDiskIsFull) {
  if (!testkit::SmallDisk::is_possible()) GTEST_SKIP() << testkit::SmallDisk::why_not;
  testkit::SmallDisk disk;
  const auto folder = disk.path().string();
  std::ofstream{file()} << "public_address = \"https://localhost:1\"\n"
                        << "server.listen = \"127.0.0.1:1\"\n"
                        << "storage.database = \"" << folder << "/sallyport.db\"\n"
                        << "mail.folder = \"" << folder << "/mail\"\n";
  ASSERT_EQ(say({"migrate"}).code, 0);
  disk.fill();
  const auto findings = examine(file());
  const auto found =
      std::find_if(findings.begin(), findings.end(),
                   [](const doctor::Finding& finding) { return finding.subject == "disk"; });
  ASSERT_NE(found, findings.end());
  EXPECT_EQ(found->health, doctor::Health::wrong);
  EXPECT_THAT(found->sentence, HasSubstr("has 0 MiB left"));
}

}  // namespace
}  // namespace sallyport::app::cli
