#include "kit/settings/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/bug.hpp"

namespace sallyport::settings {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string only_https(std::string_view value) {
  return value.starts_with("https://") ? "" : "it must begin with https://";
}

constexpr auto table = std::to_array<Setting>({
    {.key = "address",
     .required = true,
     .sentence = "Where the portal is.",
     .since = "2026.1",
     .problem = only_https,
     .example = "\"https://portal.example\""},
    {.key = "mail.folder",
     .type = Type::path,
     .default_value = "\"mail\"",
     .sentence = "Folder for letters.",
     .since = "2026.1"},
    {.key = "mail.server", .sentence = "Host name of the mail server.", .since = "2026.1"},
    {.key = "mail.port",
     .type = Type::whole_number,
     .default_value = "25",
     .sentence = "Port of the mail server.",
     .since = "2026.1",
     .least = 1,
     .most = 65535},
    {.key = "mail.key", .type = Type::path, .sentence = "File of the key.", .since = "2026.1"},
    {.key = "signin.remember",
     .type = Type::yes_or_no,
     .default_value = "true",
     .sentence = "Whether browsers are remembered.",
     .since = "2026.1"},
    {.key = "signin.required_from", .type = Type::day, .sentence = "The date.", .since = "2026.1"},
    {.key = "signin.links",
     .type = Type::list,
     .default_value = "[]",
     .sentence = "Addresses of the tiles.",
     .since = "2026.2",
     .problem = only_https},
    {.key = "signin.limits.tries",
     .type = Type::whole_number,
     .sentence = "Tries a day.",
     .since = "2026.2"},
    {.key = "signin.desks[].name",
     .required = true,
     .sentence = "Whom to ask.",
     .since = "2026.2",
     .example = "\"Ann\""},
    {.key = "signin.desks[].page",
     .type = Type::list,
     .sentence = "Their pages.",
     .since = "2026.2",
     .problem = only_https},
    {.key = "signin.desks[].floor",
     .type = Type::whole_number,
     .default_value = "1",
     .sentence = "Where they sit.",
     .since = "2026.2"},
});

Values read(std::string_view toml) { return parse(table, toml, "run/sallyport.toml"); }

/// With the one required setting first, on line 1.
Values read_after_address(const std::string& toml) {
  return read("address = \"https://portal.example\"\n" + toml);
}

std::string refusal(std::string_view toml) {
  try {
    static_cast<void>(read(toml));
  } catch (const Refused& refused) {
    return refused.what();
  }
  return "";
}

std::string refusal_after_address(const std::string& toml) {
  return refusal("address = \"https://portal.example\"\n" + toml);
}

TEST(Settings, GivesEachTypeFromTheFile) {
  const Values values = read_after_address(
      "[mail]\nfolder = 'letters/sent'\nserver = \"mail.example\"\nport = 587\nkey = \"/etc/key\"\n"
      "[signin]\nremember = false\nrequired_from = 2026-09-01\n"
      "links = [\"https://one.example\", \"https://two.example\"]\nlimits.tries = -3\n");
  EXPECT_EQ(values.text("address"), "https://portal.example");
  EXPECT_EQ(values.path("mail.folder"), "run/letters/sent");
  EXPECT_EQ(values.maybe_text("mail.server"), "mail.example");
  EXPECT_EQ(values.whole_number("mail.port"), 587);
  EXPECT_EQ(values.maybe_path("mail.key"), "/etc/key");
  EXPECT_FALSE(values.yes_or_no("signin.remember"));
  EXPECT_EQ(values.maybe_day("signin.required_from"), parse_day("2026-09-01"));
  EXPECT_THAT(values.list("signin.links"),
              ElementsAre("https://one.example", "https://two.example"));
  EXPECT_EQ(values.maybe_whole_number("signin.limits.tries"), -3);
}

TEST(Settings, GivesTheDefaultOrNothingForWhatIsLeftOut) {
  const Values values = read_after_address("");
  EXPECT_EQ(values.path("mail.folder"), "run/mail");
  EXPECT_EQ(values.maybe_text("mail.server"), std::nullopt);
  EXPECT_EQ(values.whole_number("mail.port"), 25);
  EXPECT_EQ(values.maybe_path("mail.key"), std::nullopt);
  EXPECT_TRUE(values.yes_or_no("signin.remember"));
  EXPECT_EQ(values.maybe_day("signin.required_from"), std::nullopt);
  EXPECT_THAT(values.list("signin.links"), IsEmpty());
  EXPECT_EQ(values.maybe_whole_number("signin.limits.tries"), std::nullopt);
}

TEST(Settings, TakesRelativePathsFromTheFolderOfTheFile) {
  constexpr std::string_view toml = "address = 'https://a.example'\nmail.folder = '../letters'";
  EXPECT_EQ(parse(table, toml, "/etc/portal/sallyport.toml").path("mail.folder"), "/etc/letters");
  EXPECT_EQ(parse(table, toml, "sallyport.toml").path("mail.folder"), "../letters");
}

TEST(Settings, CallsAWrongQuestionOfOursABug) {
  const Values values = read_after_address("");
  EXPECT_THROW(static_cast<void>(values.text("mail.unheard_of")), Bug);
  EXPECT_THROW(static_cast<void>(values.text("mail.port")), Bug);
  EXPECT_THROW(static_cast<void>(values.text("mail.server")), Bug)
      << "absent, and not asked as maybe";
}

TEST(Settings, TellsTheNearestKnownKey) {
  EXPECT_EQ(refusal_after_address("[mail]\nfoldr = 'x'\n"),
            "run/sallyport.toml:3: unknown key \"mail.foldr\"; did you mean \"mail.folder\"?");
  EXPECT_EQ(refusal_after_address("required_from = 2026-09-01\n"),
            "run/sallyport.toml:2: unknown key \"required_from\"; did you mean"
            " \"signin.required_from\"?");
  EXPECT_EQ(refusal_after_address("[mail]\nweather = 'fine'\n"),
            "run/sallyport.toml:3: unknown key \"mail.weather\"");
}

TEST(Settings, TellsAnUnknownTableOnceAndNotItsKeys) {
  EXPECT_EQ(refusal_after_address("[male]\nfolder = 'x'\nport = 1\n"),
            "run/sallyport.toml:2: unknown table [male]; did you mean [mail]?");
  EXPECT_EQ(refusal_after_address("[weather]\nfine = true\n"),
            "run/sallyport.toml:2: unknown table [weather]; there are [mail], [signin],"
            " [signin.limits]");
}

TEST(Settings, TellsWhichTypeStandsThereAndWhichMust) {
  struct Row {
    std::string_view written;
    std::string_view told;
  };
  for (const auto& [written, told] : {
           Row{"mail.server = 5",
               "\"mail.server\" must be a text in quotation marks, such as"
               " \"text\"; here stands a whole number"},
           Row{"mail.folder = true",
               "\"mail.folder\" must be a path in quotation marks, such as"
               " \"mail\"; here stands true or false"},
           Row{"mail.port = \"25\"",
               "\"mail.port\" must be a whole number, such as 25; here stands"
               " a text"},
           Row{"mail.port = 25.5", "here stands a number with a fraction"},
           Row{"signin.remember = \"yes\"",
               "\"signin.remember\" must be true or false, such as"
               " true; here stands a text"},
           Row{"signin.required_from = \"2026-09-01\"",
               "\"signin.required_from\" must be a day without quotation marks, such as 2026-01-31;"
               " here stands a text"},
           Row{"signin.required_from = 2026-09-01T10:00:00Z", "here stands a day with a time"},
           Row{"signin.required_from = 10:00:00", "here stands a time of day"},
           Row{"signin.links = \"https://a.example\"", "\"signin.links\" must be a list of texts,"},
           Row{"signin.links = [\"https://a.example\", 5]",
               "here stands a list with a whole number"},
           Row{"mail.server = {name = \"x\"}", "here stands a table"},
           Row{"mail.server = [\"x\"]", "here stands a list"},
           Row{"mail = \"x\"", "\"mail\" is a table: write [mail] on a line of its own"},
       }) {
    const auto text = refusal_after_address(std::string{written});
    EXPECT_THAT(text, HasSubstr(told)) << written;
    EXPECT_THAT(text, HasSubstr("run/sallyport.toml:2: ")) << written;
    EXPECT_THAT(text, Not(HasSubstr("\n"))) << written;
  }
}

TEST(Settings, RefusesNumbersOutOfRangeAndKeepsTheEnds) {
  EXPECT_EQ(refusal_after_address("mail.port = 65536"),
            "run/sallyport.toml:2: \"mail.port\" must be from 1 to 65535; here stands 65536");
  EXPECT_THAT(refusal_after_address("mail.port = 0"), HasSubstr("here stands 0"));
  EXPECT_EQ(refusal_after_address("mail.port = 65535"), "");
  EXPECT_EQ(refusal_after_address("mail.port = 1"), "");
}

TEST(Settings, RefusesWhatTheRowCallsImpossible) {
  EXPECT_EQ(refusal("address = \"http://portal.example\""),
            "run/sallyport.toml:1: impossible value for \"address\": it must begin with https://");
  EXPECT_THAT(refusal_after_address("signin.links = ['https://a.example', 'ftp://b.example']"),
              HasSubstr("impossible value for \"signin.links\""));
  EXPECT_THAT(refusal_after_address("mail.folder = ''"), HasSubstr("must not be empty"));
}

TEST(Settings, MissesWhatMustBeGiven) {
  EXPECT_EQ(refusal(""),
            "run/sallyport.toml:1: \"address\" is missing; write for example address ="
            " \"https://portal.example\"");
  EXPECT_THAT(refusal("address = ''"), HasSubstr("\"address\" must not be empty"));

  constexpr auto in_a_table =
      std::to_array<Setting>({{.key = "deep.down", .type = Type::whole_number, .required = true}});
  try {
    static_cast<void>(parse(in_a_table, "\n\n[deep]\n", "f"));
    FAIL() << "was accepted";
  } catch (const Refused& refused) {
    EXPECT_STREQ(refused.what(),
                 "f:3: \"deep.down\" is missing; write for example down = 25 under [deep]");
  }
}

TEST(Settings, TellsEverythingThatIsWrongAtOnceInTheOrderOfTheFile) {
  const auto text = refusal("[mail]\nport = 'x'\nfoldr = 'y'\n[signin]\nremember = 3\n");
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size();) {
    const auto end = std::min(text.find('\n', start), text.size());
    lines.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  EXPECT_THAT(lines,
              ElementsAre(HasSubstr(":1: \"address\" is missing"), HasSubstr(":2: \"mail.port\""),
                          HasSubstr(":3: unknown key \"mail.foldr\""),
                          HasSubstr(":5: \"signin.remember\"")));
}

TEST(Settings, TellsAKeyThatStandsTwiceAndStillChecksTheRest) {
  const auto text = refusal_after_address("mail.port = 25\n  mail.port = 26\nmail.foldr = ''\n");
  EXPECT_EQ(text,
            "run/sallyport.toml:3: \"mail.port\" stands here a second time; keep one of the two\n"
            "run/sallyport.toml:4: unknown key \"mail.foldr\"; did you mean \"mail.folder\"?");
  EXPECT_THAT(refusal_after_address("[mail]\nport = 25\n[mail]\nport = 26\n"),
              HasSubstr(":4: \"[mail]\" stands here a second time"));
  EXPECT_THAT(refusal_after_address("signin.links = []\nsignin.links = [\n'https://a.example'\n]"),
              HasSubstr(":3: \"signin.links\" stands here a second time"));
}

TEST(Settings, TellsTheLineThatIsNotToml) {
  for (const std::string_view written :
       {"mail.port = ", "mail.port 25", "mail.server = \"x", "[mail",
        "signin.required_from = 2026-02-30", "mail.server = \"\xFF\"", "mail\xEF\xBB\x96.port = 25",
        "mail.port = 99999999999999999999"}) {
    EXPECT_THAT(refusal_after_address(std::string{written}),
                HasSubstr("run/sallyport.toml:2: this is not TOML: "))
        << written;
  }
}

// The library only asserts this, and in a release build tells the optimiser that it is so.
TEST(Settings, TellsTheLineOfANameThatIsNone) {
  for (const std::string_view written : {"[$mail]", "[mail]\nport = 25\n[ $x ]\nport = 26"}) {
    const auto line = 2 + std::ranges::count(written.substr(0, written.find('$')), '\n');
    EXPECT_EQ(
        refusal_after_address(std::string{written}),
        "run/sallyport.toml:" + std::to_string(line) + ": this is not TOML: a name must stand here")
        << written;
  }
}

TEST(Settings, CallsADefaultThatItsOwnRowRefusesABug) {
  for (const std::string_view impossible : {"0", "\"25\"", "twenty"}) {
    const auto wrong = std::to_array<Setting>({{.key = "port",
                                                .type = Type::whole_number,
                                                .default_value = impossible,
                                                .least = 1,
                                                .most = 9}});
    EXPECT_THROW(static_cast<void>(parse(wrong, "", "f")), Bug) << impossible;
  }
}

TEST(Settings, GivesEachOfAnArrayInItsOrder) {
  EXPECT_THAT(read_after_address("").each("signin.desks"), IsEmpty());
  const Values values = read_after_address(
      "[[signin.desks]]\nname = 'Ann'\npage = ['https://a.example']\n"
      "[signin.limits]\ntries = 3\n"
      "[[signin.desks]]\nname = 'Ben'\nfloor = 4\n");
  const auto& desks = values.each("signin.desks");
  ASSERT_EQ(desks.size(), 2U);
  EXPECT_EQ(desks[0].text("signin.desks[].name"), "Ann");
  EXPECT_EQ(desks[0].whole_number("signin.desks[].floor"), 1);
  EXPECT_THAT(desks[0].list("signin.desks[].page"), ElementsAre("https://a.example"));
  EXPECT_EQ(desks[1].text("signin.desks[].name"), "Ben");
  EXPECT_EQ(desks[1].whole_number("signin.desks[].floor"), 4);
  EXPECT_THAT(desks[1].list("signin.desks[].page"), IsEmpty());
  EXPECT_EQ(values.maybe_whole_number("signin.limits.tries"), 3);
  EXPECT_THROW(static_cast<void>(values.text("signin.desks[].name")), Bug);
  EXPECT_THROW(static_cast<void>(values.each("signin.desk")), Bug);
}

TEST(Settings, TellsWhatIsWrongInOneOfAnArrayByItsLine) {
  EXPECT_EQ(
      refusal_after_address("[[signin.desks]]\nname = 'Ann'\n[[signin.desks]]\nfloor = 'x'\n"
                            "nam = 'Ben'\npage = ['http://b.example']\n"),
      "run/sallyport.toml:4: \"signin.desks[].name\" is missing; write for example name = "
      "\"Ann\" under [[signin.desks]]\n"
      "run/sallyport.toml:5: \"signin.desks[].floor\" must be a whole number, such as 1; here "
      "stands a text\n"
      "run/sallyport.toml:6: unknown key \"signin.desks[].nam\"; did you mean "
      "\"signin.desks[].name\"?\n"
      "run/sallyport.toml:7: impossible value for \"signin.desks[].page\": it must begin with "
      "https://");
  EXPECT_EQ(refusal_after_address("[signin.desks]\nname = 'Ann'\n"),
            "run/sallyport.toml:2: \"signin.desks\" may stand there several times: write "
            "[[signin.desks]] on a line of its own and the settings of one below it");
}

}  // namespace
}  // namespace sallyport::settings
