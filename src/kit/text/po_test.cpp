#include "kit/text/po.hpp"

#include <gtest/gtest.h>

#include "kit/text/text.hpp"

namespace sallyport::text {
namespace {

TEST(Po, ReadsTextsPluralsCommentsAndTextsOverSeveralLines) {
  const auto read = read_po(
      "msgid \"\"\nmsgstr \"\"\n\"Language: nl\\n\"\n\n"
      "# a comment\nmsgid \"Log in\"\nmsgstr \"Aan\"\n\"melden\"\n\n"
      "msgid \"{count} code left.\"\nmsgid_plural \"{count} \\\"codes\\\" left.\"\n"
      "msgstr[0] \"Nog {count} code.\"\nmsgstr[1] \"Nog {count} codes.\"\r\n");
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, (std::vector<Translation>{
                       {.singular = "Log in", .plural = "", .forms = {"Aanmelden"}, .line = 6},
                       {.singular = "{count} code left.",
                        .plural = "{count} \"codes\" left.",
                        .forms = {"Nog {count} code.", "Nog {count} codes."},
                        .line = 10},
                   }));
}

TEST(Po, SaysWhatIsWrongAndInWhichLine) {
  for (const auto& [file, line] : {
           std::pair{"msgstr \"a\"", 1},
           std::pair{"\"a\"", 1},
           std::pair{"msgid \"a\"\nmsgid \"b\"", 2},
           std::pair{"msgid \"a\"\n\n", 2},
           std::pair{"msgid a", 1},
           std::pair{"msgid \"a", 1},
           std::pair{"msgid \"a\\\"", 1},
           std::pair{"msgid \"a\\x\"", 1},
           std::pair{"msgid \"a\" \"b\"", 1},
           std::pair{"msgid \"a\"\nmsgstr \"b\"\nmsgstr \"c\"", 3},
           std::pair{"msgid \"a\"\nmsgid_plural \"b\"\nmsgstr \"c\"", 3},
           std::pair{"msgid \"a\"\nmsgid_plural \"b\"\nmsgstr[1] \"c\"", 3},
           std::pair{"msgid \"a\"\nmsgid_plural \"b\"\nmsgstr[0] \"c\"\n", 3},
           std::pair{"msgctxt \"a\"", 1},
           std::pair{"domain \"a\"", 1},
       }) {
    const auto read = read_po(file);
    ASSERT_FALSE(read) << file;
    EXPECT_EQ(read.error().line, line) << file;
    EXPECT_NE(read.error().reason, "") << file;
  }
}

TEST(Catalogues, SayWhatTheyWereToldInsteadInEveryLanguage) {
  Replacements replaced;
  replaced[Language::english] = {
      {.singular = "Log in", .plural = "", .forms = {"Enter"}, .line = 1}};
  replaced[Language::dutch] = {
      {.singular = "Log in", .plural = "", .forms = {"Binnengaan"}, .line = 1},
      {.singular = "One code left.",
       .plural = "{count} codes left.",
       .forms = {"Nog maar één.", "Nog {count}."},
       .line = 4}};
  const Catalogues catalogues{replaced};
  EXPECT_EQ(catalogues.translate(Language::english, "Log in"), "Enter");
  EXPECT_EQ(catalogues.translate(Language::dutch, "Log in"), "Binnengaan");
  EXPECT_EQ(catalogues.translate(Language::dutch, "Log off"), "Afmelden");
  EXPECT_EQ(catalogues.translate(Language::dutch, "One code left.", "{count} codes left.", 1),
            "Nog maar één.");
  EXPECT_EQ(catalogues.translate(Language::dutch, "One code left.", "{count} codes left.", 2),
            "Nog {count}.");
  EXPECT_EQ(catalogues.translate(Language::english, "One code left.", "{count} codes left.", 2),
            "{count} codes left.");
}

TEST(Catalogues, KnowTheTextsOfTheProgram) {
  const Catalogues catalogues;
  EXPECT_TRUE(catalogues.knows("Log in", ""));
  EXPECT_TRUE(catalogues.knows("One code left.", "{count} codes left."));
  EXPECT_FALSE(catalogues.knows("Log inn", ""));
  EXPECT_FALSE(catalogues.knows("Log in", "Logs in"));
}

}  // namespace
}  // namespace sallyport::text
