#include "app/cli/factors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "app/cli/command_line_fixture.hpp"

namespace sallyport::app::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// Ann was brought along with an authenticator, Bob without.
class FactorsReset : public CommandLine {
 protected:
  FactorsReset() {
    say({"organisation", "add", "--name", "Kroon"});
    const auto people = folder() / "people.csv";
    std::ofstream{people} << "organisation,email,first_name,last_name,access,totp_secret\n"
                             "1,ann@kroon.example,Ann,Bakker,yes,JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP\n"
                             "1,bob@kroon.example,Bob,Bakker,yes,\n";
    const Answer imported = say({"import", "people", people.string()});
    EXPECT_EQ(imported.code, 0) << imported.error << imported.out;
  }
  Answer reset(const std::string& email, const std::string& reason,
               std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"factors", "reset", "--email", email, "--reason", reason};
    words.insert(words.end(), more.begin(), more.end());
    return say(words);
  }
};

TEST_F(FactorsReset, TakesThemAwayAndSaysWhatComesNext) {
  ASSERT_EQ(count("authenticator"), 1);
  const Answer done = reset("ann@kroon.example", "Telephone stolen; called back");
  EXPECT_EQ(done.code, 0) << done.error;
  EXPECT_THAT(done.out, AllOf(HasSubstr("1 second factor and all recovery codes no longer count"),
                              HasSubstr("told by email"), HasSubstr("leads through activation")));
  EXPECT_EQ(count("authenticator"), 0);
  EXPECT_THAT(say({"audit", "list", "--json"}).out,
              AllOf(HasSubstr("factors_reset"), HasSubstr("Telephone stolen; called back")));
  EXPECT_THAT(say({"letters", "list"}).out, HasSubstr("factors_reset"));
}

TEST_F(FactorsReset, SaysTheSameToPrograms) {
  const Answer done = reset("ann@kroon.example", "Telephone stolen", {"--json"});
  EXPECT_EQ(in_json(done.out, "$.factors"), "1");
  EXPECT_EQ(in_json(done.out, "$.sessions_ended"), "0");
  EXPECT_EQ(in_json(done.out, "$.exempt_until"), "nothing");
}

TEST_F(FactorsReset, RefusesWhoHasNoneAndWhoIsNotThereAndAReasonThatIsNone) {
  const Answer bob = reset("bob@kroon.example", "Telephone stolen");
  EXPECT_EQ(bob.code, 3);
  EXPECT_THAT(bob.error, HasSubstr("Forgotten your password?"));
  EXPECT_EQ(reset("cas@kroon.example", "Telephone stolen").code, 3);
  EXPECT_EQ(reset("ann@kroon.example", "").code, 3);
  EXPECT_EQ(say({"factors", "reset", "--email", "ann@kroon.example"}).code, 2);
  EXPECT_EQ(count("authenticator"), 1);
}

}  // namespace
}  // namespace sallyport::app::cli
