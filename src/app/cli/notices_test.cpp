#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/cli/command_line_fixture.hpp"

namespace sallyport::app::cli {
namespace {

using testing::HasSubstr;

class NoticeCommand : public CommandLine {};

TEST_F(NoticeCommand, SetsShowsAndClears) {
  EXPECT_EQ(say({"notice", "show"}).out, "There is no notice.\n");
  EXPECT_EQ(say({"notice", "clear"}).code, 3);
  const Answer set = say({"notice", "set", "--en", "Down on Sunday.", "--nl", "Zondag dicht.",
                          "--until", "2099-07-01 18:00", "--json"});
  EXPECT_EQ(set.code, 0) << set.error;
  EXPECT_EQ(in_json(set.out, "$.until"), "2099-07-01T16:00:00Z") << "in Europe/Amsterdam";
  EXPECT_THAT(say({"notice", "show"}).out, HasSubstr("Zondag dicht."));
  EXPECT_EQ(say({"notice", "clear"}).code, 0);
  EXPECT_EQ(say({"notice", "show", "--json"}).out, "null\n");
  EXPECT_THAT(say({"audit", "list"}).out, HasSubstr("notice_cleared"));
}

TEST_F(NoticeCommand, RefusesWhatNobodyCouldReadOrSee) {
  EXPECT_EQ(say({"notice", "set"}).code, 3);
  EXPECT_EQ(say({"notice", "set", "--en", "two\nlines"}).code, 3);
  EXPECT_EQ(say({"notice", "set", "--en", std::string(401, 'a')}).code, 3);
  for (const char* until :
       {"tomorrow", "2099-02-30 10:00", "2099-07-01 24:00", "2099-07-01", "2020-01-01 10:00"}) {
    EXPECT_EQ(say({"notice", "set", "--en", "Down.", "--until", until}).code, 3) << until;
  }
  EXPECT_EQ(say({"notice", "show"}).out, "There is no notice.\n");
}

}  // namespace
}  // namespace sallyport::app::cli
