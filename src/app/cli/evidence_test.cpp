#include "app/cli/evidence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/cli/command_line_fixture.hpp"
#include "core/challenge/challenge.hpp"

namespace sallyport::app::cli {
namespace {

using testing::HasSubstr;

class Evidences : public CommandLine {
 protected:
  Evidences() { say({"organisation", "add", "--name", "Kroon"}); }
  void keep(const std::string& result, Time at) {
    const auto opened = db::open_sqlite(database());
    opened->write([&](db::Write& db) {
      challenge::keep(db, {.challenge = challenge,
                           .device = device,
                           .at = at,
                           .public_key = "k",
                           .statement = "POCKET-V1 ANSWER\n",
                           .signature = "s",
                           .context = "{}",
                           .result = result,
                           .address = "192.0.2.1"});
    });
  }
  const ChallengeId challenge = ChallengeId::of_bytes(std::string(16, 'c'));
  const DeviceId device = DeviceId::of_bytes(std::string(16, 'd'));
};

TEST_F(Evidences, AreShownAllTheFirstOneFirst) {
  keep("reported", at_unix_seconds(1'800'000'060));
  keep("approved", at_unix_seconds(1'800'000'000));
  const Answer shown = say({"evidence", "show", "--challenge", challenge.text()});
  EXPECT_EQ(shown.code, 0) << shown.error;
  const auto second = shown.out.find('\n') + 1;
  EXPECT_EQ(in_json(shown.out.substr(0, second), "$.result"), "approved");
  EXPECT_EQ(in_json(shown.out.substr(second), "$.result"), "reported");
}

TEST_F(Evidences, OfNothingAreRefusedWithAWayOn) {
  const Answer none = say({"evidence", "show", "--challenge", challenge.text()});
  EXPECT_EQ(none.code, 3);
  EXPECT_THAT(none.error, HasSubstr("sallyport evidence list"));
}

}  // namespace
}  // namespace sallyport::app::cli
