#include "app/cli/audits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/cli/command_line_fixture.hpp"

namespace sallyport::app::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Ann and Bob, each with a reason beside their name in the audit log.
class AuditForget : public CommandLine {
 protected:
  AuditForget() {
    write_settings("second_factor.required_from = 2026-01-01\n");
    say({"organisation", "add", "--name", "Kroon"});
    add_ann({"--access"});
    say({"contact", "add", "--organisation", "1", "--email", bob, "--first-name", "Bob",
         "--last-name", "Bakker", "--access"});
    exempt(ann, "Telephone of Ann is broken");
    exempt(bob, "Telephone of Bob is broken");
  }
  void exempt(const std::string& email, const std::string& reason) {
    const Time end = SystemClock{}.now() + std::chrono::days{10};
    ASSERT_EQ(say({"exemption", "grant", "--email", email, "--until",
                   iso_day(std::chrono::floor<std::chrono::days>(end)), "--reason", reason})
                  .code,
              0);
  }
  Answer forget(const std::string& email, std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"audit", "forget", "--email", email};
    words.insert(words.end(), more.begin(), more.end());
    return say(words);
  }

  const std::string ann = "ann@kroon.example";
  const std::string bob = "bob@kroon.example";
};

TEST_F(AuditForget, TakesOnePersonsWordsOutAndTheLogStillVerifies) {
  const Answer done = forget(ann);
  EXPECT_EQ(done.code, 0) << done.error;
  EXPECT_THAT(done.out, HasSubstr("out of 1 event of that account"));
  const std::string list = say({"audit", "list", "--json"}).out;
  EXPECT_THAT(list, Not(HasSubstr("Telephone of Ann")));
  EXPECT_THAT(list, HasSubstr("Telephone of Bob"));
  EXPECT_THAT(list, HasSubstr("person_forgotten"));
  EXPECT_THAT(say({"audit", "list", "--email", ann}).out, HasSubstr("exemption_granted"))
      << "the events stay";
  EXPECT_EQ(say({"audit", "verify"}).code, 0);
}

TEST_F(AuditForget, SaysSoWhenNothingIsLeft) {
  EXPECT_EQ(in_json(forget(ann, {"--json"}).out, "$.forgotten_events"), "1");
  EXPECT_EQ(in_json(forget(ann, {"--json"}).out, "$.forgotten_events"), "0");
  EXPECT_THAT(forget(ann).out, HasSubstr("any more"));
}

TEST_F(AuditForget, RefusesAnAddressThatNobodyHas) {
  const Answer nobody = forget("cas@kroon.example");
  EXPECT_EQ(nobody.code, 3);
  EXPECT_THAT(nobody.error, HasSubstr("no account"));
  EXPECT_EQ(forget("cas").code, 3);
}

}  // namespace
}  // namespace sallyport::app::cli
