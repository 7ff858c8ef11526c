// M66, M74: nobody changes an organisation but by a right that they have at that very moment.
#include "core/contact/keeping_fixture.hpp"

namespace sallyport::contact {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Field;

class AuthorityStore : public Keeping {
 protected:
  bool has_right(const Membership& member, std::string_view address) {
    return read([&](db::Read& db) { return authority_of(db, member, address).has_value(); });
  }
};
using AuthorityM66 = AuthorityStore;
using AuthorityM74 = AuthorityStore;

TEST_F(AuthorityM74, IsOfAdministratorsOnly) {
  ASSERT_EQ(why(record_as(ann, new_contact(bo, {"courses", "finance"}), Access::given)), "done");
  EXPECT_TRUE(has_right(member(ann), ann));
  EXPECT_FALSE(has_right(member(bo), bo));
}

TEST_F(AuthorityM74, EndsWithTheRole) {
  const Membership before = member(ann);
  administrator_of(kroon, eve, "Eve");
  ASSERT_EQ(why(change_as(eve, ann_id, form(ann_id, {}))), "done");
  EXPECT_FALSE(has_right(before, ann));
}

TEST_F(AuthorityM74, EndsWithTheAccess) {
  const Membership before = member(ann);
  withdraw_access(kroon, ann_id);
  EXPECT_FALSE(has_right(before, ann));
}

TEST_F(AuthorityM74, EndsWithTheAddress) {
  const Membership before = member(ann);
  write([&](db::Write& db) {
    EXPECT_TRUE(change_email(db, deed(), outbox, kroon, ann_id, email("a2@kroon.example")));
  });
  EXPECT_FALSE(has_right(before, ann));
  EXPECT_TRUE(has_right(before, "a2@kroon.example"));
}

TEST_F(AuthorityM74, EndsWithTheRecord) {
  const Membership before = member(ann);
  administrator_of(kroon, eve, "Eve");
  ASSERT_EQ(why(remove_as(eve, ann_id, version(ann_id))), "done");
  EXPECT_FALSE(has_right(before, ann));
}

TEST_F(AuthorityM66, IsNobodyElsesAndOfNoOtherOrganisation) {
  administrator_of(molen, bo, "Bo");
  EXPECT_FALSE(has_right(member(ann), bo));
  Membership mixed = member(ann);
  mixed.organisation = molen.id();
  EXPECT_FALSE(has_right(mixed, ann));
  EXPECT_FALSE(has_right(mixed, bo));
}

TEST_F(AuthorityM66, HoldsWithinItsOrganisation) {
  const Membership anns = member(ann);
  const auto right = read([&](db::Read& db) { return authority_of(db, anns, ann); }).value();
  EXPECT_EQ(right.scope().id(), kroon.id());
  EXPECT_EQ(right.by(), ann_id);
  EXPECT_EQ(organisation::Authority::of_operator(molen.id()).scope().id(), molen.id());
}

TEST_F(AuthorityM66, FindsNothingOfAnotherOrganisation) {
  const ContactId foreign = administrator_of(molen, bo, "Bo");
  const auto before = read([&](db::Read& db) { return find(db, molen, foreign); }).value();
  const auto told = log().size();
  EXPECT_EQ(why(change_as(ann, foreign, {.first_name = "Mallory", .version = 1})),
            "no_such_contact");
  for (const std::int64_t version : {1, 2}) {
    EXPECT_EQ(why(remove_as(ann, foreign, version)), "no_such_contact");
    EXPECT_EQ(why(change_email_as(ann, foreign, "x@kroon.example", version)), "no_such_contact");
  }
  EXPECT_EQ(why(withdraw_as(ann, foreign)), "no_such_contact");
  EXPECT_EQ(why(as(ann,
                   [&](db::Write& db, const organisation::Authority& right) {
                     return contact::give_access(db, deed(), outbox, right, foreign);
                   })),
            "no_such_contact");
  const auto after = read([&](db::Read& db) { return find(db, molen, foreign); }).value();
  EXPECT_EQ(after.name(), before.name());
  EXPECT_EQ(after.email, before.email);
  EXPECT_TRUE(after.access);
  EXPECT_EQ(log().size(), told);
}

TEST_F(AuthorityM74, TellsInTheLogWhichAdministratorActed) {
  const ContactId id = record_as(ann, new_contact(bo, {"finance"}), Access::given).value().id;
  Change to = form(id, {});
  to.telephone = "0699";
  ASSERT_EQ(why(change_as(ann, id, to)), "done");
  ASSERT_EQ(why(change_email_as(ann, id, "bo2@kroon.example", version(id))), "done");
  ASSERT_EQ(why(remove_as(ann, id, version(id))), "done");
  const std::string by_ann = "administrator " + ann_id.text();
  for (const auto* event :
       {"contact_added", "access_given", "invited", "contact_changed", "roles_changed",
        "contact_email_changed", "access_withdrawn", "contact_removed"}) {
    EXPECT_THAT(log(), Contains(AllOf(Field(&audit::Entry::event, event),
                                      Field(&audit::Entry::actor, by_ann),
                                      Field(&audit::Entry::organisation, kroon.id()),
                                      Field(&audit::Entry::contact, id))))
        << event;
  }
}

TEST_F(AuthorityM74, TellsInTheLogWhatChanged) {
  const ContactId id = record_as(ann, new_contact(bo, {"finance"})).value().id;
  Change to = form(id, {"courses", "administrator"});
  to.first_name = "Bob";
  to.position = "Seller";
  ASSERT_EQ(why(change_as(ann, id, to)), "done");
  const auto entries = log();
  const audit::Entry& fields = entries.at(entries.size() - 2);
  EXPECT_EQ(fields.event, "contact_changed");
  EXPECT_EQ(fields.detail, "first_name position");
  EXPECT_EQ(fields.words, "Bob de Vries <bo@kroon.example>");
  EXPECT_EQ(entries.back().event, "roles_changed");
  EXPECT_EQ(entries.back().detail, "+administrator +courses -finance");
}

TEST_F(AuthorityM74, LeavesTheOperatorsDeedsTheOperators) {
  ASSERT_EQ(why(write([&](db::Write& db) -> Kept {
              audit::Deed by_command = deed();
              by_command.actor = audit::Actor::operator_command;
              return record(db, by_command, outbox,
                            organisation::Authority::of_operator(kroon.id()), new_contact(bo),
                            Access::none, roles);
            })),
            "done");
  EXPECT_EQ(log().back().actor, "operator");
}

}  // namespace
}  // namespace sallyport::contact
