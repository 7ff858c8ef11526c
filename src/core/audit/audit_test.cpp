#include "core/audit/audit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "core/core_fixture.hpp"

namespace sallyport::audit {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Audit = Core;

TEST_F(Audit, KeepsNeitherTheDeedNorTheEventWhenTheDeedFails) {
  EXPECT_THROW(write([&](db::Write& db) {
                 const auto added = organisation::add(db, deed(), "Kroon");
                 if (added.number == 1) throw std::runtime_error("the disk said no");
               }),
               std::runtime_error);
  EXPECT_THAT(events(), IsEmpty());
  EXPECT_EQ(count("organisation"), 0);
}

TEST_F(Audit, TellsWhoDidWhatToWhomAndFromWhere) {
  const AccountId account = crypto::fresh_id<AccountId>(random);
  const auto scope = organisation("Kroon");
  const ContactId contact = contact_without_access(scope, "ann@kroon.example");
  write([&](db::Write& db) {
    record(db,
           {.now = now,
            .random = random,
            .actor = Actor::account,
            .address = "2001:db8::1",
            .request = "r7"},
           Event::signed_in,
           {.account = account,
            .organisation = scope.id(),
            .contact = contact,
            .detail = "password alone"});
  });
  const auto entries = read([](db::Read& db) { return newest(db, {}, 1); });
  ASSERT_EQ(entries.size(), 1U);
  const Entry& entry = entries.front();
  EXPECT_EQ(entry.at, now);
  EXPECT_EQ(entry.event, "signed_in");
  EXPECT_EQ(entry.actor, "account");
  EXPECT_EQ(entry.account, account);
  EXPECT_EQ(entry.organisation, scope.id());
  EXPECT_EQ(entry.contact, contact);
  EXPECT_EQ(entry.detail, "password alone");
  EXPECT_EQ(entry.address, "2001:db8::1");
  EXPECT_EQ(entry.request, "r7");
}

TEST_F(Audit, NamesTheAdministratorWhoActed) {
  const ContactId by = crypto::fresh_id<ContactId>(random);
  write([&](db::Write& db) {
    record(db, {.now = now, .random = random, .actor = Actor::administrator, .by = by.text()},
           Event::contact_added);
  });
  EXPECT_EQ(read([](db::Read& db) { return newest(db, {}, 1); }).front().actor,
            "administrator " + by.text());
}

TEST_F(Audit, KnowsNoAdministratorWhoIsNobody) {
  EXPECT_THROW(write([&](db::Write& db) {
                 record(db, {.now = now, .random = random, .actor = Actor::administrator},
                        Event::contact_added);
               }),
               Bug);
}

TEST_F(Audit, GivesTheNewestInTheOrderTheyHappened) {
  write([&](db::Write& db) {
    for (const Event event :
         {Event::link_opened, Event::password_set, Event::signed_in, Event::signed_off}) {
      record(db, deed(), event);
    }
  });
  std::vector<std::string> names;
  for (const Entry& entry : read([](db::Read& db) { return newest(db, {}, 3); })) {
    names.push_back(entry.event);
  }
  EXPECT_THAT(names, ElementsAre("password_set", "signed_in", "signed_off"));
}

TEST_F(Audit, ShowsAnOrganisationItsOwnEventsOnly) {
  const auto kroon = organisation("Kroon");
  organisation("Molen");
  const auto entries = read([&](db::Read& db) {
    return newest(db, {.account = std::nullopt, .organisation = kroon.id()}, 100);
  });
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries.front().organisation, kroon.id());
}

// R-LOG-2: what is logged is one table.
TEST(Events, HaveEachARowWithANameOfItsOwnAndASentence) {
  std::set<std::string_view> names;
  for (int number = 0; number < static_cast<int>(events().size()); ++number) {
    names.insert(name_of(static_cast<Event>(number)));
  }
  EXPECT_EQ(names.size(), events().size());
  for (const EventRow& row : events()) {
    EXPECT_TRUE(row.sentence.ends_with(".")) << row.name;
    EXPECT_EQ(row.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos);
  }
}

}  // namespace
}  // namespace sallyport::audit
