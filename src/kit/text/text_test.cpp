#include "kit/text/text.hpp"

#include <gtest/gtest.h>

#include "base/bug.hpp"
#include "tests/testkit/mo_file.hpp"

namespace sallyport::text {
namespace {

using namespace std::string_literals;
using namespace std::chrono_literals;

TEST(Languages, AreFoundByTheirTag) {
  for (const Language language : all_languages) EXPECT_EQ(language_of_tag(tag(language)), language);
  EXPECT_EQ(language_of_tag("NL"), Language::dutch);
  EXPECT_FALSE(language_of_tag("fr"));
  EXPECT_FALSE(language_of_tag(""));
}

TEST(Languages, AreChosenByWeight) {
  struct Row {
    std::string_view header;
    Language chosen;
  };
  const Language english = Language::english;
  const Language dutch = Language::dutch;
  for (const Row& row : std::initializer_list<Row>{
           {"", english},
           {"nl", dutch},
           {"NL", dutch},
           {"nl-BE,nl;q=0.9,en;q=0.8", dutch},
           {"en-GB,en;q=0.9,nl;q=0.8", english},
           {"nl;q=0.5, en;q=0.4", dutch},
           {"nl;q=0.4, en;q=0.5", english},
           {"en;q=0.001,nl;q=0.002", dutch},
           {"fr,de;q=0.9", english},
           {"fr, nl;q=0.1", dutch},
           {"nl, en", dutch},
           {"en, nl", english},
           {"*", english},
           {"fr, *;q=0.5", english},
           {"en;q=0, *", dutch},
           {"en;q=0.2, *;q=0.3", dutch},
           {"nl;q=0", english},
           {"nl;q=0, en;q=0", english},
           {" nl ; q=0.7 , en ; q = 0.3", dutch},
           {"nl;q=2", english},  // malformed elements do not count
           {"nl;q=-1", english},
           {"nl;q=x,en;q=0.1", english},
           {"nl;q=0.1234", english},
           {"nl;level=1", english},
           {",,nl,,", dutch},
           {";;;,,;q=", english},
           {"nlx, dut", english},
       }) {
    EXPECT_EQ(choose_language(row.header), row.chosen) << row.header;
  }
}

Catalogues dutch_catalogue() {
  return Catalogues{{{Language::dutch, testkit::mo_file({
                                           {"Search", "Zoeken"},
                                           {"Hello, {name}: **now**.", "Dag {name}: **nu**."},
                                           {"One code left.\0{count} codes left."s,
                                            "Nog één code.\0Nog {count} codes."s},
                                       })}}};
}

TEST(Catalogue, GivesTheTranslationAndEnglishWhereThereIsNone) {
  const Catalogues catalogues = dutch_catalogue();
  EXPECT_EQ(catalogues.translate(Language::dutch, "Search"), "Zoeken");
  EXPECT_EQ(catalogues.translate(Language::english, "Search"), "Search");
  EXPECT_EQ(catalogues.translate(Language::dutch, "Not there"), "Not there");
  EXPECT_EQ(catalogues.translate(Language::dutch, ""), "");
}

TEST(Catalogue, ChoosesThePluralForm) {
  const Catalogues catalogues = dutch_catalogue();
  const auto say = [&](Language language, std::int64_t count) {
    return catalogues.say(language, Message{"One code left.", "{count} codes left.", count});
  };
  EXPECT_EQ(say(Language::dutch, 1), "Nog één code.");
  EXPECT_EQ(say(Language::dutch, 0), "Nog 0 codes.");
  EXPECT_EQ(say(Language::dutch, 7), "Nog 7 codes.");
  EXPECT_EQ(say(Language::english, 1), "One code left.");
  EXPECT_EQ(say(Language::english, 2), "2 codes left.");
  EXPECT_EQ(catalogues.say(Language::dutch, Message{"One day.", "{count} days.", 3}), "3 days.");
}

TEST(Catalogue, SaysAMessageInPlainText) {
  const Catalogues catalogues = dutch_catalogue();
  EXPECT_EQ(
      catalogues.say(Language::dutch, Message{"Hello, {name}: **now**."}.with("name", "<Eva>")),
      "Dag <Eva>: nu.");
  EXPECT_THROW(
      static_cast<void>(catalogues.say(Language::dutch, Message{"Hello, {name}: **now**."})), Bug);
}

TEST(Catalogue, RefusesBytesThatAreNoCatalogue) {
  const std::string good = testkit::mo_file({{"Search", "Zoeken"}});
  const auto load = [](std::string bytes) { Catalogues{{{Language::dutch, std::move(bytes)}}}; };
  load(good);
  for (std::size_t size = 0; size + 1 < good.size(); ++size) {
    EXPECT_THROW(load(good.substr(0, size)), std::runtime_error) << size;
  }
  std::string count = good;
  count[11] = '\xFF';
  EXPECT_THROW(load(count), std::runtime_error);
  EXPECT_THROW(load(testkit::mo_file({{"", "Plural-Forms: nplurals=2; plural=(n > 1);\n"}})),
               std::runtime_error);
}

TEST(Catalogue, IsBuiltIntoTheProgram) {
  const Catalogues catalogues;
  EXPECT_NE(catalogues.translate(Language::dutch, "Password"), "");
}

TEST(MessagePieces, AreWordsPlaceholdersAndBold) {
  using enum Piece::Kind;
  EXPECT_EQ(*pieces_of("Hi {name}, **now**"), (std::vector<Piece>{{words, "Hi "},
                                                                  {placeholder, "name"},
                                                                  {words, ", "},
                                                                  {bold, ""},
                                                                  {words, "now"},
                                                                  {bold, ""}}));
  EXPECT_EQ(pieces_of("2 * 3 } 4")->size(), 1U);
  for (const std::string_view wrong : {"{", "{}", "{Name}", "{na me}", "{name", "a ** b", "{1}"}) {
    EXPECT_FALSE(pieces_of(wrong).has_value()) << wrong;
  }
}

Day day(int year, unsigned month, unsigned number) {
  return Day{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{number}};
}

TEST(TimeZones, AreFoundByTheirName) {
  EXPECT_EQ(TimeZone::find("Europe/Amsterdam")->name(), "Europe/Amsterdam");
  EXPECT_TRUE(TimeZone::find("UTC"));
  for (const std::string_view wrong :
       {"", "Europe/Nowhere", "GMT+5:30", "europe/amsterdam", "Etc/Unknown"}) {
    EXPECT_FALSE(TimeZone::find(wrong)) << wrong;
  }
}

TEST(TimeZones, BeginADayAtMidnight) {
  struct Row {
    const char* zone;
    Day day;
    const char* start;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"UTC", day(2027, 7, 28), "2027-07-28T00:00:00Z"},
           {"Europe/Amsterdam", day(2027, 7, 28), "2027-07-27T22:00:00Z"},
           {"Europe/Amsterdam", day(2027, 1, 1), "2026-12-31T23:00:00Z"},
           // the day the clocks go forward, and the day after: 23 hours
           {"Europe/Amsterdam", day(2027, 3, 28), "2027-03-27T23:00:00Z"},
           {"Europe/Amsterdam", day(2027, 3, 29), "2027-03-28T22:00:00Z"},
           // the day they go back: 25 hours
           {"Europe/Amsterdam", day(2027, 10, 31), "2027-10-30T22:00:00Z"},
           {"Europe/Amsterdam", day(2027, 11, 1), "2027-10-31T23:00:00Z"},
           {"America/New_York", day(2027, 7, 28), "2027-07-28T04:00:00Z"},
           {"Asia/Kolkata", day(2027, 7, 28), "2027-07-27T18:30:00Z"},
           // forward at midnight: the day begins at 01:00
           {"America/Sao_Paulo", day(2018, 11, 4), "2018-11-04T03:00:00Z"},
           // back at midnight: 23:00 comes twice, the day begins after the second
           {"America/Sao_Paulo", day(2018, 2, 18), "2018-02-18T03:00:00Z"},
           // back at 01:00: midnight comes twice, the first counts
           {"America/Havana", day(2027, 11, 7), "2027-11-07T04:00:00Z"},
       }) {
    const auto zone = TimeZone::find(row.zone);
    ASSERT_TRUE(zone) << row.zone;
    const Time start = zone->start_of(row.day);
    EXPECT_EQ(rfc3339(start), row.start) << row.zone;
    EXPECT_EQ(zone->day_of(start), row.day) << row.zone;
    EXPECT_NE(zone->day_of(start - 1s), row.day) << row.zone;
  }
}

TEST(TimeZones, NameTheDayOfEachMoment) {
  const auto zone = TimeZone::find("Europe/Amsterdam");
  const Time start = zone->start_of(day(2027, 10, 31));
  EXPECT_EQ(zone->day_of(start + 24h + 59min), day(2027, 10, 31));
  EXPECT_EQ(zone->day_of(start + 25h), day(2027, 11, 1));
}

TEST(Dates, AreWrittenInBothLanguages) {
  EXPECT_EQ(long_day(Language::english, day(2027, 7, 28)), "28 July 2027");
  EXPECT_EQ(long_day(Language::dutch, day(2027, 7, 28)), "28 juli 2027");
  EXPECT_EQ(long_day(Language::dutch, day(2028, 3, 1)), "1 maart 2028");
  const auto zone = TimeZone::find("Europe/Amsterdam");
  const Time noon = Time{std::chrono::sys_days{day(2027, 7, 28)}} + 12h + 5min + 59s;
  EXPECT_EQ(day_and_time(Language::english, noon, *zone), "28 July 2027 at 14:05");
  EXPECT_EQ(day_and_time(Language::dutch, noon, *zone), "28 juli 2027 om 14:05");
  EXPECT_EQ(clock(noon, *zone), "14:05");
}

TEST(Folded, FindsWordsWhateverTheirAccentsAndCase) {
  for (const std::string_view same : {"cafe", "CAFE", "Caf\xC3\xA9", "CAF\xC3\x89", "cafe\xCC\x81",
                                      "\xEF\xBC\xA3\xEF\xBC\xA1\xEF\xBC\xA6\xEF\xBC\xA5"}) {
    EXPECT_EQ(folded(same), "cafe") << same;
  }
  EXPECT_EQ(folded("Stra\xC3\x9F"
                   "e"),
            folded("STRASSE"));
  EXPECT_EQ(folded("\xC3\x84nderung"), "anderung");
  EXPECT_NE(folded("\xC3\x98"), folded("O")) << "a letter of its own, not an accent";
  EXPECT_EQ(folded(""), "");
  EXPECT_EQ(folded("caf\xC3"), "") << "not UTF-8";
}

TEST(Words, AreWhatLettersAndDigitsStandTogether) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(words("Jan de Vries-Smit", 60), (Words{"jan", "de", "vries", "smit"}));
  EXPECT_EQ(words(" O\xE2\x80\x99"
                  "Bri\xC3\xABn_2, ",
                  60),
            (Words{"o", "brien", "2"}));
  EXPECT_EQ(words("%_'\"\\ \xF0\x9F\xAA\xBF", 60), Words{}) << "signs and pictures";
  EXPECT_EQ(words("", 60), Words{});
  EXPECT_EQ(words("caf\xC3", 60), Words{}) << "not UTF-8";
  EXPECT_EQ(words("\xE0\xA4\x97\xE0\xA5\x80\xE0\xA4\xA4\xE0\xA4\xBE", 60).size(), 1)
      << "a vowel sign parts no word";
}

TEST(Words, AreCutBetweenLetters) {
  EXPECT_EQ(words("abcdef abc", 3), (std::vector<std::string>{"abc", "abc"}));
  const std::string picture = "\xF0\x9F\xAA\xBF";
  EXPECT_EQ(shortened(picture + picture + picture, 2), picture + picture);
  EXPECT_EQ(shortened("ab", 3), "ab");
  EXPECT_EQ(shortened("", 3), "");
}

TEST(NormalForm, ComposesWhatKeyboardsTypeApart) {
  const auto same = [](std::string_view typed, std::string_view composed) {
    const auto normal = normalised(Secret{typed});
    ASSERT_TRUE(normal) << typed;
    EXPECT_EQ(normal->reveal(), composed) << typed;
  };
  same("", "");
  same("correct horse", "correct horse");
  same("cafe\xCC\x81", "caf\xC3\xA9");
  same("caf\xC3\xA9", "caf\xC3\xA9");
  same("a\xCC\xA7\xCC\x81", "\xC3\xA1\xCC\xA7");                 // marks are put in order
  same("\xE2\x84\xAB", "\xC3\x85");                              // the ångström sign is the letter
  same("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "\xED\x95\x9C");  // Hangul
  same("\xEF\xAC\x81", "\xEF\xAC\x81");  // compatibility letters stay (NFC, not NFKC)
  same("\xF0\x9D\x85\xA0",
       "\xF0\x9D\x85\x98\xF0\x9D\x85\xA5\xF0\x9D\x85\xAE");  // the longest growth: 3
}

TEST(NormalForm, RefusesWhatIsNotUtf8) {
  for (const std::string_view wrong : {"\xFF", "caf\xC3", "\xED\xA0\x80", "\xC0\xAF"}) {
    EXPECT_FALSE(normalised(Secret{wrong}));
  }
}

}  // namespace
}  // namespace sallyport::text
