#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/contact/list_fixture.hpp"
#include "core/link/link.hpp"

namespace sallyport::contact {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

using M74 = ContactList;

TEST_F(M74, ListsPeopleByLastNameWhateverItsAccentsAndCapitals) {
  add("Piet", "zwart");
  add("Ann", "\xC3\x89toile");  // Étoile
  add("Bea", "Evers");
  add("Cor", "etoile");
  add("Ann", "Evers");
  EXPECT_THAT(names(ask({})), ElementsAre("Ann \xC3\x89toile", "Cor etoile", "Ann Evers",
                                          "Bea Evers", "Piet zwart"));
}

TEST_F(M74, ListsPeopleByAddressOrByWhenTheyWereHere) {
  const auto cor = add(kroon, "b@kroon.example", "Cor", "A");
  const auto bea = add(kroon, "c@kroon.example", "Bea", "B");
  add(kroon, "a@kroon.example", "Ann", "C");
  is_here(kroon, cor, now);
  is_here(kroon, bea, now + std::chrono::seconds{1});
  EXPECT_THAT(names(ask({.order = Order::email})), ElementsAre("Ann C", "Cor A", "Bea B"));
  EXPECT_THAT(names(ask({.order = Order::last_here})), ElementsAre("Bea B", "Cor A", "Ann C"));
}

TEST_F(M74, SaysOfEachWhatTheListShows) {
  const auto id = add(kroon, "ann@kroon.example", "Ann", "Bakker", {"finance", "administrator"});
  const Listed before = listed(id);
  EXPECT_THAT(before.contact.roles, ElementsAre("administrator", "finance"));
  EXPECT_FALSE(before.contact.access || before.last_here || before.invited_at || before.account);
  EXPECT_EQ(before.version, 1);
  give_access(kroon, id);
  is_here(kroon, id, now + std::chrono::seconds{5});
  const Listed after = listed(id);
  EXPECT_TRUE(after.contact.access);
  EXPECT_EQ(after.invited_at, now);
  EXPECT_EQ(after.last_here, now + std::chrono::seconds{5});
  EXPECT_EQ(after.account, account("ann@kroon.example").id);
}

TEST_F(M74, TurnsPagesBothWaysAmongPeopleOfOneName) {
  for (int i = 0; i < 7; ++i) add("Jan", "Jansen");
  std::vector<ContactId> everybody;
  for (const Listed& row : ask({.most = 100}).rows) everybody.push_back(row.contact.id);
  ASSERT_EQ(everybody.size(), 7);
  const auto ids = [](const Page& page) {
    std::vector<ContactId> found;
    for (const Listed& row : page.rows) found.push_back(row.contact.id);
    return found;
  };
  const auto some = [&](int from, int to) {
    return std::vector<ContactId>(everybody.begin() + from, everybody.begin() + to);
  };
  const Page first = ask({.most = 3});
  EXPECT_EQ(ids(first), some(0, 3));
  EXPECT_TRUE(!first.has_before && first.has_after);
  const Page second = ask({.after = everybody[2], .most = 3});
  EXPECT_EQ(ids(second), some(3, 6));
  EXPECT_TRUE(second.has_before && second.has_after);
  const Page last = ask({.after = everybody[5], .most = 3});
  EXPECT_EQ(ids(last), some(6, 7));
  EXPECT_TRUE(last.has_before && !last.has_after);
  const Page back = ask({.before = everybody[6], .most = 3});
  EXPECT_EQ(ids(back), some(3, 6));
  EXPECT_TRUE(back.has_before && back.has_after);
  const Page at_the_beginning = ask({.before = everybody[3], .most = 3});
  EXPECT_EQ(ids(at_the_beginning), some(0, 3));
  EXPECT_TRUE(!at_the_beginning.has_before && at_the_beginning.has_after);
}

TEST_F(M74, AnswersWithTheFirstPageWhereACursorLeadsNowhere) {
  const auto ann = add("Ann", "A");
  const auto bea = add("Bea", "B");
  const auto cor = add("Cor", "C");
  const auto first_page = ElementsAre("Ann A", "Bea B");
  EXPECT_THAT(names(ask({.after = cor, .most = 2})), first_page) << "nobody behind the last";
  EXPECT_THAT(names(ask({.before = ann, .most = 2})), first_page) << "nobody before the first";
  EXPECT_THAT(names(ask({.before = bea, .most = 2})), first_page) << "a whole page, not one row";
  add("Dirk", "D");
  remove(cor);
  const Page page = ask({.after = cor, .most = 2});
  EXPECT_THAT(names(page), first_page) << "gone meanwhile";
  EXPECT_TRUE(!page.has_before && page.has_after);
  EXPECT_THAT(names(ask({.before = cor, .most = 2})), first_page);
}

TEST_F(ContactList, M66TakesNoCursorOfAnotherOrganisationAndListsNobodyOfIt) {
  add("Ann", "A");
  add("Bea", "B");
  const auto foreign = add(molen, "x@molen.example", "Ann", "Azijn", {"administrator"});
  give_access(molen, foreign);
  is_here(molen, foreign, now);
  for (const auto order : {Order::name, Order::email, Order::last_here}) {
    EXPECT_EQ(names(ask({.order = order, .after = foreign})), names(ask({.order = order})));
    EXPECT_EQ(names(ask({.order = order, .before = foreign})), names(ask({.order = order})));
  }
  EXPECT_THAT(found("azijn"), IsEmpty());
  EXPECT_THAT(found("ann"), ElementsAre("Ann A"));
  EXPECT_THAT(names(ask({.search = "a", .after = foreign})), ElementsAre("Ann A"));
  read([&](db::Read& db) {
    EXPECT_THAT(holders(db, kroon, administrator, 10), IsEmpty());
    EXPECT_EQ(administrators_who_can(db, kroon, {}), 0);
    EXPECT_EQ(administrators_who_can(db, molen, {}), 1);
  });
}

TEST_F(M74, ListsOnlyThoseWithAccessOrWithoutOrNotArrived) {
  add("Ann", "None");
  const auto bea = add("Bea", "Invited");
  const auto cor = add("Cor", "Arrived");
  const auto dirk = add("Dirk", "Withdrawn");
  for (const auto id : {bea, cor, dirk}) give_access(kroon, id);
  for (const auto id : {cor, dirk}) is_here(kroon, id, now);
  withdraw_access(kroon, dirk);
  for (const auto order : {Order::name, Order::email, Order::last_here}) {
    const auto of = [&](Only only, std::string search = "") {
      return names(ask({.search = std::move(search), .order = order, .only = only}));
    };
    EXPECT_THAT(of(Only::all), testing::SizeIs(4));
    EXPECT_THAT(of(Only::with_access), UnorderedElementsAre("Bea Invited", "Cor Arrived"));
    EXPECT_THAT(of(Only::without_access), UnorderedElementsAre("Ann None", "Dirk Withdrawn"));
    EXPECT_THAT(of(Only::not_arrived), ElementsAre("Bea Invited"));
    EXPECT_THAT(of(Only::without_access, "dirk"), ElementsAre("Dirk Withdrawn"));
    EXPECT_THAT(of(Only::with_access, "dirk"), IsEmpty());
  }
}

TEST_F(M74, SaysHowFarAnInvitationHasCome) {
  const auto id = add("Ann", "Bakker");
  EXPECT_EQ(invitation(id), Invitation::no_access);
  give_access(kroon, id);
  EXPECT_EQ(invitation(id), Invitation::waiting);
  now += link::invitation_lifetime - std::chrono::seconds{1};
  EXPECT_EQ(invitation(id), Invitation::waiting);
  now += std::chrono::seconds{1};
  EXPECT_EQ(invitation(id), Invitation::expired);
  write([&](db::Write& db) { ASSERT_TRUE(invite(db, deed(), outbox, kroon, id).has_value()); });
  EXPECT_EQ(invitation(id), Invitation::waiting) << "it went out again";
  is_here(kroon, id, now);
  now += std::chrono::hours{1000};
  EXPECT_EQ(invitation(id), Invitation::arrived);
  change_address(id, "new@kroon.example");
  EXPECT_EQ(listed(id).invited_at, now) << "the new address is told";
  EXPECT_EQ(invitation(id), Invitation::waiting) << "nobody with that address was here";
  withdraw_access(kroon, id);
  change_address(id, "newer@kroon.example");
  EXPECT_EQ(listed(id).invited_at, std::nullopt) << "that address was told nothing";
  EXPECT_EQ(invitation(id), Invitation::no_access);
}

TEST_F(M74, SaysTheSameOfTheInvitationOfSomebodyWhoIsKnownElsewhere) {
  set_password("known@kroon.example");
  const auto known = add(kroon, "known@kroon.example", "Ann", "Known");
  const auto fresh = add(kroon, "fresh@kroon.example", "Ann", "Fresh");
  for (const auto id : {known, fresh}) give_access(kroon, id);
  EXPECT_EQ(listed(known).invited_at, listed(fresh).invited_at);
  EXPECT_EQ(invitation(known), Invitation::waiting);
  now += link::invitation_lifetime;
  EXPECT_EQ(invitation(known), invitation(fresh));
}

TEST_F(M74, WaitsWithoutADayForThoseWhoseLetterIsNotKnown) {
  const auto id = add("Ann", "Bakker");
  write(
      [&](db::Write& db) { give_access_quietly(db, deed(), kroon, find(db, kroon, id).value()); });
  now += std::chrono::hours{1000};
  EXPECT_EQ(listed(id).invited_at, std::nullopt);
  EXPECT_EQ(invitation(id), Invitation::waiting);
}

TEST_F(M74, NamesWhoHoldsARoleAndCountsTheAdministratorsWhoCan) {
  const auto ann = add(kroon, "ann@kroon.example", "Ann", "B", {"administrator"});
  const auto bea = add(kroon, "bea@kroon.example", "Bea", "A", {"administrator", "finance"});
  const auto cor = add(kroon, "cor@kroon.example", "Cor", "C", {"finance"});
  const auto can = [&](std::optional<ContactId> but = {}) {
    return read([&](db::Read& db) { return administrators_who_can(db, kroon, but); });
  };
  read([&](db::Read& db) {
    const auto all = holders(db, kroon, administrator, 10);
    ASSERT_EQ(all.size(), 2);
    EXPECT_EQ(all[0].contact.id, bea);
    EXPECT_EQ(all[1].contact.id, ann);
    EXPECT_EQ(holders(db, kroon, "finance", 1).size(), 1);
    EXPECT_THAT(holders(db, kroon, "nothing", 10), IsEmpty());
  });
  EXPECT_EQ(can(), 0) << "nobody has access";
  for (const auto id : {ann, bea, cor}) give_access(kroon, id);
  EXPECT_EQ(can(), 0) << "nobody was here";
  for (const auto id : {ann, bea, cor}) is_here(kroon, id, now);
  EXPECT_EQ(can(), 2);
  EXPECT_EQ(can(ann), 1);
  EXPECT_EQ(can(cor), 2);
  withdraw_access(kroon, bea);
  EXPECT_EQ(can(), 1);
  EXPECT_EQ(can(ann), 0);
}

/// People as a program from before the list left them.
TEST(ContactsFromBefore, WereHereWhenTheyLastSignedInIfOnlyOneOrganisationLetsThemIn) {
  const auto database = db::temporary_sqlite();
  const auto migrations = db::embedded_migrations();
  const Time now = at_unix_seconds(1'800'000'000);
  const auto ours = std::find_if(migrations.begin(), migrations.end(), [](const auto& one) {
    return one.name.ends_with("_contact_keeping");
  });
  ASSERT_NE(ours, migrations.end());
  db::migrate(*database, {migrations.begin(), ours}, now);
  database->write([&](db::Write& db) {
    for (const auto* name : {"kroon", "molen"}) {
      db.change("INSERT INTO organisation (id, number, name, created_at) VALUES ($1, $2, 'A', 1)",
                {db::Bytes{name}, name == std::string_view{"kroon"} ? 1 : 2});
    }
    for (const auto* person : {"one", "two", "out", "new"}) {
      db.change("INSERT INTO account (id, email, created_at, signed_in_at) VALUES ($1, $2, 1, $3)",
                {db::Bytes{person}, person,
                 person == std::string_view{"new"} ? std::nullopt : std::optional{7}});
    }
    const auto add = [&](std::string_view organisation, std::string_view person, bool access) {
      db.change(
          "INSERT INTO contact (organisation_id, id, email, first_name, last_name, access,"
          " created_at) VALUES ($1, $2, $3, 'A', 'B', $4, 1)",
          {db::Bytes{std::string{organisation}}, db::Bytes{std::string{person}}, person,
           access ? 1 : 0});
    };
    add("kroon", "one", true);
    add("molen", "one", false);
    add("kroon", "two", true);
    add("molen", "two", true);
    add("kroon", "out", false);
    add("kroon", "new", true);
  });
  db::migrate(*database, migrations, now);
  const auto rows = database->read([](db::Read& db) {
    return db.find_all(
        "SELECT email, access, last_chosen_at, sort_name FROM contact"
        " WHERE last_chosen_at IS NOT NULL");
  });
  ASSERT_EQ(rows.size(), 1);
  EXPECT_EQ(rows[0].text("email"), "one");
  EXPECT_TRUE(rows[0].boolean("access"));
  EXPECT_EQ(rows[0].integer("last_chosen_at"), 7);
  EXPECT_EQ(rows[0].text("sort_name"), "") << "for the job";
}

}  // namespace
}  // namespace sallyport::contact
