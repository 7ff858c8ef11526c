#include "app/cli/contacts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/cli/command_line_fixture.hpp"

namespace sallyport::app::cli {
namespace {

using testing::HasSubstr;

TEST_F(CommandLine, SendsOnePersonTheInvitationAgainThreeTimesADayAtMost) {
  say({"organisation", "add", "--name", "Kroon"});
  add_ann({"--access"});
  const auto invite = [&] {
    return say({"contact", "invite", "--organisation", "1", "--email", "ann@kroon.example"});
  };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(invite().code, 0);
  EXPECT_EQ(count("letter"), 4);
  const Answer refused = invite();
  EXPECT_EQ(refused.code, 3);
  EXPECT_THAT(refused.error, HasSubstr("sallyport letters list"));
  EXPECT_EQ(count("letter"), 4);
}

}  // namespace
}  // namespace sallyport::app::cli
