// M62, M65, M66, M67, M74, M75: the rules by which administrators keep contact persons.
#include "core/contact/keeping_fixture.hpp"
#include "core/link/link.hpp"

namespace sallyport::contact {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

using KeepingM62 = Keeping;
using KeepingM65 = Keeping;
using KeepingM67 = Keeping;
using KeepingM74 = Keeping;
using KeepingM75 = Keeping;

TEST_F(KeepingM65, RecordsSomebodyWithTheirRolesAndTellsThemOfTheirAccess) {
  const Contact recorded =
      record_as(ann, new_contact(bo, {"courses", "finance"}), Access::given).value();
  EXPECT_EQ(recorded.name(), "Bo de Vries");
  EXPECT_TRUE(recorded.access);
  EXPECT_THAT(recorded.roles, ElementsAre("courses", "finance"));
  EXPECT_EQ(invitation_of(listed(recorded.id), now), Invitation::waiting);
  EXPECT_EQ(count("letter WHERE kind = 'invitation'"), 2) << "Ann's own, and this one";
}

TEST_F(KeepingM67, RecordsSomebodyWithoutAccessAndTellsNobody) {
  const auto letters = count("letter");
  EXPECT_FALSE(record_as(ann, new_contact(bo)).value().access);
  EXPECT_EQ(count("letter"), letters);
  EXPECT_FALSE(read([&](db::Read& db) { return has_access(db, email(bo)); }));
}

TEST_F(KeepingM65, GivesARoleThatIsNamedTwiceOnce) {
  EXPECT_THAT(record_as(ann, new_contact(bo, {"finance", "finance"})).value().roles,
              ElementsAre("finance"));
}

TEST_F(KeepingM65, SaysWhoHasTheAddress) {
  const Kept refused = record_as(ann, new_contact(ann));
  ASSERT_EQ(why(refused), "address_taken");
  EXPECT_EQ(refused.error().present.value().id, ann_id);
  EXPECT_EQ(count("contact"), 1);
}

TEST_F(KeepingM65, TakesASecondPressAsDone) {
  const Contact first = record_as(ann, new_contact(bo, {"finance"}), Access::given).value();
  const auto told = log().size();
  const auto letters = count("letter");
  EXPECT_EQ(record_as(ann, new_contact(bo, {"finance"}), Access::given).value().id, first.id);
  EXPECT_EQ(log().size(), told);
  EXPECT_EQ(count("letter"), letters);
  EXPECT_EQ(version(first.id), 2) << "the access, once";
  // Anything else in it is another person's form.
  EXPECT_EQ(why(record_as(ann, new_contact(bo, {"finance"}), Access::none)), "address_taken");
  EXPECT_EQ(why(record_as(ann, new_contact(bo), Access::given)), "address_taken");
  NewContact other = new_contact(bo, {"finance"});
  other.position = "Seller";
  EXPECT_EQ(why(record_as(ann, other, Access::given)), "address_taken");
}

TEST_F(KeepingM65, KnowsTheSameAddressElsewhereNot) {
  contact(molen, bo);
  EXPECT_EQ(why(record_as(ann, new_contact(bo))), "done");
}

TEST_F(KeepingM74, ChangesAllOfAPerson) {
  const ContactId id = record_as(ann, new_contact(bo, {"finance"})).value().id;
  now += std::chrono::hours{1};
  const Kept changed = change_as(ann, id,
                                 {.first_name = "Bob",
                                  .last_name = "Vriesman",
                                  .telephone = "0613",
                                  .position = "Seller",
                                  .roles = {"courses"},
                                  .version = 1});
  ASSERT_EQ(why(changed), "done");
  const Contact after = found(id);
  EXPECT_EQ(after.name(), "Bob Vriesman");
  EXPECT_EQ(after.telephone, "0613");
  EXPECT_EQ(after.position, "Seller");
  EXPECT_THAT(after.roles, ElementsAre("courses"));
  EXPECT_EQ(changed->roles, after.roles);
  EXPECT_EQ(version(id), 2);
  const auto rows =
      read([&](db::Read& db) { return page(db, kroon, {.search = "vriesman"}); }).rows;
  ASSERT_EQ(rows.size(), 1U) << "found by the new name";
  EXPECT_THAT(read([&](db::Read& db) { return page(db, kroon, {.search = "vries b"}); }).rows,
              testing::SizeIs(1));
  EXPECT_THAT(read([&](db::Read& db) { return page(db, kroon, {.search = "de"}); }).rows,
              IsEmpty());
}

// Of two who change the same person, the second is told.
TEST_F(KeepingM74, TellsTheSecondWhatIsSavedNowAndWhoChangedIt) {
  administrator_of(kroon, eve, "Eve");
  const ContactId id = record_as(ann, new_contact(bo)).value().id;
  Change anns = form(id);
  Change eves = form(id);
  anns.telephone = "0613";
  eves.position = "Seller";
  const Time then = now += std::chrono::minutes{1};
  ASSERT_EQ(why(change_as(ann, id, anns)), "done");
  now += std::chrono::minutes{1};

  const Kept refused = change_as(eve, id, eves);
  ASSERT_EQ(why(refused), "changed_meanwhile");
  const Refusal& refusal = refused.error();
  EXPECT_EQ(refusal.present.value().telephone, "0613");
  EXPECT_EQ(refusal.present.value().position, "Buyer");
  EXPECT_EQ(refusal.version, 2);
  EXPECT_EQ(refusal.changed_by, "Ann Bakker");
  EXPECT_EQ(refusal.changed_at, then);
  EXPECT_EQ(found(id).position, "Buyer") << "nothing of it was saved";

  eves.version = refusal.version;
  EXPECT_EQ(why(change_as(eve, id, eves)), "done") << "knowingly";
  EXPECT_EQ(found(id).telephone, "0612");
}

TEST_F(KeepingM74, TakesASecondPressOfAChangeAsDone) {
  const ContactId id = record_as(ann, new_contact(bo)).value().id;
  Change to = form(id, {"finance"});
  to.telephone = "0613";
  ASSERT_EQ(why(change_as(ann, id, to)), "done");
  const auto told = log().size();
  EXPECT_EQ(why(change_as(ann, id, to)), "done");
  EXPECT_EQ(version(id), 2);
  EXPECT_EQ(log().size(), told);
}

TEST_F(KeepingM74, CountsEachChangeOfAccessOrAddressAsAChange) {
  const ContactId id = record_as(ann, new_contact(bo)).value().id;
  const Change old = form(id, {"finance"});
  ASSERT_EQ(why(as(ann,
                   [&](db::Write& db, const organisation::Authority& right) {
                     return contact::give_access(db, deed(), outbox, right, id);
                   })),
            "done");
  const Kept refused = change_as(ann, id, old);
  ASSERT_EQ(why(refused), "changed_meanwhile");
  EXPECT_EQ(refused.error().changed_by, "Ann Bakker");
  EXPECT_EQ(why(change_email_as(ann, id, "bo2@kroon.example", 1)), "changed_meanwhile");
  ASSERT_EQ(why(change_email_as(ann, id, "bo2@kroon.example", 2)), "done");
  EXPECT_EQ(why(remove_as(ann, id, 2)), "changed_meanwhile");
  withdraw_access(kroon, id);
  const Kept by_operator = change_as(ann, id, old);
  ASSERT_EQ(why(by_operator), "changed_meanwhile");
  EXPECT_EQ(by_operator.error().version, 4);
  EXPECT_EQ(by_operator.error().changed_by, "") << "the operator";
}

TEST_F(KeepingM74, KnowsNoMoreWhoChangedItOnceTheyAreDeleted) {
  const ContactId eve_id = administrator_of(kroon, eve, "Eve");
  const ContactId id = record_as(ann, new_contact(bo)).value().id;
  ASSERT_EQ(why(change_as(eve, id, form(id, {"finance"}))), "done");
  ASSERT_EQ(why(remove_as(ann, eve_id, version(eve_id))), "done");
  Change late = form(id, {});
  late.version = 1;
  EXPECT_EQ(change_as(ann, id, late).error().changed_by, "");
}

TEST_F(KeepingM75, GivesARoleToAsManyAsMayHoldIt) {
  ASSERT_EQ(why(record_as(ann, new_contact("1@kroon.example", {"finance"}), Access::given)),
            "done");
  ASSERT_EQ(why(record_as(ann, new_contact("2@kroon.example", {"finance"}))), "done")
      << "who has no access counts too";
  const Kept refused = record_as(ann, new_contact(bo, {"courses", "finance"}));
  ASSERT_EQ(why(refused), "role_full");
  EXPECT_EQ(refused.error().role, "finance");
  EXPECT_EQ(count("contact"), 3) << "nothing was written";
  EXPECT_EQ(why(change_as(ann, ann_id, form(ann_id, {"administrator", "courses", "finance"}))),
            "role_full");
  EXPECT_THAT(found(ann_id).roles, ElementsAre("administrator"));
}

TEST_F(KeepingM75, LetsAHolderOfAFullRoleBeChanged) {
  const ContactId first = record_as(ann, new_contact("1@kroon.example", {"finance"})).value().id;
  ASSERT_EQ(why(record_as(ann, new_contact("2@kroon.example", {"finance"}))), "done");
  roles.at(0).most = 1;  // lowered in the settings, which takes nothing away
  Change to = form(first, {"finance", "courses"});
  to.first_name = "Bob";
  EXPECT_EQ(why(change_as(ann, first, to)), "done");
  EXPECT_THAT(found(first).roles, UnorderedElementsAre("finance", "courses"));
}

TEST_F(KeepingM75, GivesAPlaceThatBecameFree) {
  const ContactId first = record_as(ann, new_contact("1@kroon.example", {"finance"})).value().id;
  ASSERT_EQ(why(record_as(ann, new_contact("2@kroon.example", {"finance"}))), "done");
  ASSERT_EQ(why(change_as(ann, first, form(first, {}))), "done");
  EXPECT_EQ(why(record_as(ann, new_contact(bo, {"finance"}))), "done");
}

TEST_F(KeepingM75, CountsTheHoldersOfOneOrganisation) {
  for (const auto* address : {"1@molen.example", "2@molen.example"}) {
    write([&](db::Write& db) {
      EXPECT_TRUE(add(db, deed(), molen, new_contact(address, {"finance"})));
    });
  }
  EXPECT_EQ(why(record_as(ann, new_contact(bo, {"finance"}))), "done");
}

TEST_F(KeepingM75, GivesNoRoleThatIsNotConfigured) {
  const Kept refused = record_as(ann, new_contact(bo, {"ghost"}));
  ASSERT_EQ(why(refused), "no_such_role");
  EXPECT_EQ(refused.error().role, "ghost");
}

TEST_F(KeepingM75, KeepsARoleThatIsNoLongerConfiguredUntilItIsTaken) {
  const ContactId id = record_as(ann, new_contact(bo, {"courses"})).value().id;
  roles.pop_back();
  EXPECT_EQ(why(change_as(ann, id, form(id, {"courses", "finance"}))), "done");
  EXPECT_EQ(why(change_as(ann, id, form(id, {"finance"}))), "done");
  EXPECT_EQ(why(change_as(ann, id, form(id, {"courses"}))), "no_such_role");
  EXPECT_THAT(found(id).roles, ElementsAre("finance"));
}

TEST_F(KeepingM74, DeletesAPersonWithEverythingOfTheirs) {
  const ContactId id = record_as(ann, new_contact(bo, {"finance"}), Access::given).value().id;
  set_password(bo);
  ASSERT_EQ(why(remove_as(ann, id, version(id))), "done");
  EXPECT_FALSE(read([&](db::Read& db) { return find(db, kroon, id); }));
  EXPECT_EQ(count("contact_role WHERE role = 'finance'"), 0);
  EXPECT_EQ(count("contact_word WHERE word = 'vries'"), 0);
  EXPECT_EQ(count("letter WHERE kind = 'access_withdrawn'"), 1);
  EXPECT_EQ(count("account WHERE email = 'bo@kroon.example'"), 1);
  EXPECT_EQ(why(remove_as(ann, id, 2)), "no_such_contact");
}

TEST_F(KeepingM74, TellsNobodyWhoHadNoAccess) {
  const ContactId id = record_as(ann, new_contact(bo)).value().id;
  const auto letters = count("letter");
  ASSERT_EQ(why(remove_as(ann, id, version(id))), "done");
  EXPECT_EQ(count("letter"), letters);
}

// M62: what a session and a sign-in look up at each step is gone at once.
TEST_F(KeepingM62, EndsTheWayInOfWhoIsDeleted) {
  const ContactId id = record_as(ann, new_contact(bo), Access::given).value().id;
  set_password(bo);
  const std::string attempt = begin_attempt(bo);
  ASSERT_TRUE(find_attempt(attempt));
  ASSERT_EQ(why(remove_as(ann, id, version(id))), "done");
  EXPECT_FALSE(find_attempt(attempt));
  EXPECT_THAT(read([&](db::Read& db) { return memberships(db, email(bo)); }), IsEmpty());
}

TEST_F(KeepingM62, LeavesTheWayInElsewhere) {
  contact(molen, bo);
  const ContactId id = record_as(ann, new_contact(bo), Access::given).value().id;
  ASSERT_EQ(why(remove_as(ann, id, version(id))), "done");
  EXPECT_EQ(member(bo).organisation_name, "Molen");
}

TEST_F(KeepingM62, EndsTheLinksOfWhoIsDeleted) {
  const ContactId id = record_as(ann, new_contact(bo), Access::given).value().id;
  const account::Account person = account(bo);
  const std::string token{write([&](db::Write& db) {
                            return link::make(db, deed(), link::Purpose::set_password, person.id,
                                              person.password_version);
                          }).reveal()};
  const auto opens = [&] {
    return read([&](db::Read& db) {
      return link::find(db, link::Purpose::set_password, token, now).has_value();
    });
  };
  ASSERT_TRUE(opens());
  ASSERT_EQ(why(remove_as(ann, id, version(id))), "done");
  EXPECT_FALSE(opens());
}

TEST_F(KeepingM67, GivesAndWithdrawsAccess) {
  const ContactId id = record_as(ann, new_contact(bo)).value().id;
  const auto give = [&] {
    return why(as(ann, [&](db::Write& db, const organisation::Authority& right) {
      return contact::give_access(db, deed(), outbox, right, id);
    }));
  };
  EXPECT_EQ(why(withdraw_as(ann, id)), "has_no_access");
  EXPECT_EQ(give(), "done");
  EXPECT_EQ(give(), "has_access");
  EXPECT_EQ(why(withdraw_as(ann, id)), "done");
  EXPECT_FALSE(found(id).access);
}

TEST_F(KeepingM65, ChangesAnAddress) {
  const ContactId id = record_as(ann, new_contact(bo), Access::given).value().id;
  const Kept taken = change_email_as(ann, id, ann, version(id));
  ASSERT_EQ(why(taken), "address_taken");
  EXPECT_EQ(taken.error().present.value().id, ann_id);
  EXPECT_EQ(why(change_email_as(ann, id, bo, 99)), "done") << "as it is already";
  EXPECT_EQ(why(change_email_as(ann, id, "bo2@kroon.example", version(id))), "done");
  EXPECT_EQ(found(id).email, email("bo2@kroon.example"));
  EXPECT_EQ(why(change_email_as(ann, id, "bo2@kroon.example", 1)), "done") << "a second press";
}

}  // namespace
}  // namespace sallyport::contact
