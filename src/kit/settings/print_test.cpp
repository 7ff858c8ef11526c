#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kit/settings/settings.hpp"

namespace sallyport::settings {
namespace {

using testing::HasSubstr;

// The first table's second row stands apart from its first, and a row outside any table comes last.
constexpr auto table = std::to_array<Setting>({
    {.key = "mail.port",
     .type = Type::whole_number,
     .default_value = "25",
     .sentence = "Port of the mail server.",
     .since = "2026.1",
     .least = 1,
     .most = 65535},
    {.key = "signin.links",
     .type = Type::list,
     .sentence = "One | or the other.",
     .since = "2026.2"},
    {.key = "mail.server",
     .sentence = "Its name.",
     .since = "2026.1",
     .example = "\"mail.example\""},
    {.key = "address",
     .required = true,
     .sentence = "Where the portal is.",
     .since = "2026.1",
     .example = "\"https://portal.example\""},
});

TEST(SettingsPrint, WritesACompleteCommentedFile) {
  EXPECT_EQ(
      print(table),
      "# Every setting there is. A line with # before it shows the default, or an example where"
      " there is\n# none; take the # away to change it. Relative paths start from this file's"
      " folder.\n"
      "\n"
      "# Where the portal is.\n"
      "# (text, must be given, since 2026.1)\n"
      "address = \"https://portal.example\"\n"
      "\n"
      "[mail]\n"
      "\n"
      "# Port of the mail server.\n"
      "# (whole number from 1 to 65535, since 2026.1)\n"
      "#port = 25\n"
      "\n"
      "# Its name.\n"
      "# (text, may be left out, since 2026.1)\n"
      "#server = \"mail.example\"\n"
      "\n"
      "[signin]\n"
      "\n"
      "# One | or the other.\n"
      "# (list of texts, may be left out, since 2026.2)\n"
      "#links = []\n");
}

TEST(SettingsPrint, WritesAFileThatIsReadBackWithOrWithoutTheDefaults) {
  const std::string file = print(table);
  EXPECT_EQ(parse(table, file, "f").whole_number("mail.port"), 25);

  std::string all = file;
  for (std::size_t at = 0; (at = all.find("\n#", at)) != std::string::npos; ++at) {
    if (all[at + 2] != ' ') all.erase(at + 1, 1);
  }
  const Values values = parse(table, all, "f");
  EXPECT_EQ(values.text("address"), "https://portal.example");
  EXPECT_EQ(values.maybe_text("mail.server"), "mail.example");
}

TEST(SettingsPrint, WritesAMarkdownPageWithATableForEachTable) {
  const std::string page = print_markdown(table);
  EXPECT_THAT(page, HasSubstr("\n## Before any table\n\n"
                              "| Setting | Default | Kind | What it does |\n"
                              "| --- | --- | --- | --- |\n"
                              "| `address` |  | text, must be given, since 2026.1 |"
                              " Where the portal is. |\n"));
  EXPECT_THAT(page, HasSubstr("\n## [mail]\n"));
  EXPECT_THAT(page, HasSubstr("| `port` | `25` | whole number from 1 to 65535, since 2026.1 |"));
  EXPECT_THAT(page, HasSubstr("One \\| or the other."));
}

TEST(SettingsPrint, WritesWhatMayStandSeveralTimesAsAnExample) {
  constexpr auto array = std::to_array<Setting>({
      {.key = "portal.parts[].name",
       .required = true,
       .sentence = "What it is called.",
       .since = "2026.1",
       .example = "\"Courses\""},
  });
  EXPECT_THAT(print(array), HasSubstr("\n#[[portal.parts]]\n\n"
                                      "# What it is called.\n"
                                      "# (text, must be given, since 2026.1)\n"
                                      "#name = \"Courses\"\n"));
  EXPECT_THAT(print_markdown(array), HasSubstr("\n## [[portal.parts]]\n"));
  EXPECT_TRUE(parse(array, print(array), "f").each("portal.parts").empty());
}

}  // namespace
}  // namespace sallyport::settings
