#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/contact/list_fixture.hpp"

namespace sallyport::contact {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

using M74 = ContactList;

/// One letter each, of four bytes and of three.
const std::string heron = "\xF0\x9F\xAA\xBF";
const std::string thinking = "\xE6\x80\x9D";

TEST_F(M74, FindsPeopleByTheBeginningOfEachWord) {
  add(kroon, "j.devries@kroon.example", "Jan", "de Vries");
  add(kroon, "rene@kroon.example", "Ren\xC3\xA9",
      "O\xE2\x80\x99"
      "Brien-Smit");
  for (const std::string search :
       {"jan", "JAN", "  vri ", "de Vries", "vries jan", "jan de vries", "j.dev", "J",
        "\"de vries\"", "j.devries@kroon.example", "J.deVries@kr", "<j.devries@kroon.example>",
        "'vries'", "ja jan"}) {
    EXPECT_THAT(found(search), ElementsAre("Jan de Vries")) << search;
  }
  for (const std::string search : {"rene", "REN\xC3\x89", "rene\xCC\x81", "o'brien", "brien o",
                                   "smit", "smit brien", "rene@kroon.example,"}) {
    EXPECT_EQ(found(search).size(), 1) << search;
    EXPECT_THAT(found(search), Not(Contains("Jan de Vries"))) << search;
  }
  for (const std::string search : {"an", "ries", "jan smit", "kroon", "example", "@kroon.example",
                                   "janx", "j.devries@molen"}) {
    EXPECT_THAT(found(search), IsEmpty()) << search;
  }
  EXPECT_EQ(found("").size(), 2);
  EXPECT_EQ(found(" \t\n").size(), 2) << "nothing is searched for";
}

TEST_F(M74, SearchesForSignsWithoutGivingThemAMeaning) {
  add("100%", "Under_score");
  add("Robert'); DROP TABLE contact;--", "Tables");
  add(heron, heron + heron);
  add("Xi", thinking + thinking);
  for (const std::string& search :
       std::vector<std::string>{"%", "_", "'", "\"", "--", ";", "*", "?", "\\", heron, "%%", "@"})
    EXPECT_THAT(found(search), IsEmpty()) << search;
  EXPECT_THAT(found("1%"), ElementsAre("100% Under_score"));
  EXPECT_THAT(found("1_0"), IsEmpty());
  EXPECT_THAT(found("under_sc"), ElementsAre("100% Under_score"));
  EXPECT_THAT(found("robert'); drop"), ElementsAre("Robert'); DROP TABLE contact;-- Tables"));
  EXPECT_THAT(found(thinking), ElementsAre("Xi " + thinking + thinking));
  EXPECT_THAT(found("caf\xC3"), IsEmpty()) << "not UTF-8";
  EXPECT_THAT(found("p3"), ElementsAre(heron + " " + heron + heron)) << "by the address at least";
  EXPECT_EQ(names(ask({})).size(), 4);
}

TEST_F(M74, CutsLongWordsWhereThoseSearchedForAreCut) {
  std::string accents;
  for (int i = 0; i < 200; ++i) accents += "\xC3\xA5";
  add("Ann", std::string(200, 'w'));
  add("Bea", accents);
  EXPECT_THAT(found(std::string(60, 'w')), ElementsAre("Ann " + std::string(200, 'w')));
  EXPECT_THAT(found(std::string(200, 'w')), ElementsAre("Ann " + std::string(200, 'w')));
  EXPECT_THAT(found(accents), ElementsAre("Bea " + accents));
  EXPECT_THAT(found(std::string(59, 'w') + "x"), IsEmpty());
  for (const std::string& word : words_of({.id = ContactId::of_bytes("sixteen letters."),
                                           .email = email(std::string(64, 'l') + "@k.example"),
                                           .first_name = thinking,
                                           .last_name = accents,
                                           .roles = {}})) {
    EXPECT_LE(word.size(), 60) << word;
  }
  EXPECT_EQ(words_sought("one two three four five six").size(), 4);
  EXPECT_THAT(words_sought("jan ja jansen jan"), ElementsAre("jansen"));
  EXPECT_THAT(words_sought("jan jan"), ElementsAre("jan"));
}

TEST_F(M74, FindsAPersonOnceAndInTheOrderAskedFor) {
  add(kroon, "jan.jansen@kroon.example", "Jan", "Jansen");
  add(kroon, "z@kroon.example", "Janna", "Aal");
  add(kroon, "a@kroon.example", "Bart", "Janse");
  EXPECT_THAT(found("jan"), ElementsAre("Janna Aal", "Bart Janse", "Jan Jansen"));
  EXPECT_THAT(names(ask({.search = "jan", .order = Order::email})),
              ElementsAre("Bart Janse", "Jan Jansen", "Janna Aal"));
  EXPECT_THAT(names(ask({.search = "jan", .most = 1})), ElementsAre("Janna Aal"));
}

TEST_F(M74, FindsWhoeverChangedByTheNewWordsAndNotByTheOld) {
  const auto id = add(kroon, "ann@kroon.example", "Ann", "Bakker");
  change_address(id, "wilma@kroon.example");
  EXPECT_THAT(found("wilma"), ElementsAre("Ann Bakker"));
  EXPECT_THAT(found("ann"), ElementsAre("Ann Bakker")) << "by the first name";
  EXPECT_THAT(found("ann@kroon.example"), IsEmpty());

  write([&](db::Write& db) {
    db.change(
        "UPDATE contact SET first_name = 'Wil', last_name = 'Aal'"
        " WHERE organisation_id = $1 AND id = $2",
        {kroon.id(), id});
    keep_words(db, kroon.id(), find(db, kroon, id).value());
  });
  add("Bea", "B");
  EXPECT_THAT(found("aal"), ElementsAre("Wil Aal"));
  EXPECT_THAT(found("bakker"), IsEmpty());
  EXPECT_THAT(names(ask({})), ElementsAre("Wil Aal", "Bea B")) << "in their new place";
  remove(id);
  EXPECT_THAT(found("aal"), IsEmpty());
  EXPECT_EQ(count("contact_word WHERE word = 'aal'"), 0);
}

TEST_F(M74, FindsPeopleFromBeforeThereWereWordsOnceTheJobCameByThem) {
  for (const auto* name : {"Zwart", "Aal", "Bakker"}) add("Ann", name);
  add(molen, "x@molen.example", "Bea", "Molenaar");
  write([](db::Write& db) {
    db.change("DELETE FROM contact_word");
    db.change("UPDATE contact SET sort_name = ''");
  });
  const auto fold = [&](std::int64_t most) {
    return write([&](db::Write& db) { return fold_names(db, most); });
  };
  const auto left = [&] { return read([](db::Read& db) { return any_unfolded(db); }); };
  EXPECT_EQ(ask({}).rows.size(), 3) << "listed all the same";
  EXPECT_THAT(found("ann"), IsEmpty());
  EXPECT_TRUE(left());
  EXPECT_EQ(fold(3), 3);
  EXPECT_TRUE(left());
  EXPECT_EQ(fold(3), 1);
  EXPECT_FALSE(left());
  EXPECT_EQ(fold(3), 0);
  EXPECT_THAT(found("ann"), ElementsAre("Ann Aal", "Ann Bakker", "Ann Zwart"));
  EXPECT_THAT(names(ask(molen, {.search = "mol"})), ElementsAre("Bea Molenaar"));
}

}  // namespace
}  // namespace sallyport::contact
