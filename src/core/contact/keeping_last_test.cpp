// M74: an organisation keeps an administrator who can log in, and nobody locks themselves out.
#include "core/contact/keeping_fixture.hpp"

namespace sallyport::contact {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class LastM74 : public Keeping {
 protected:
  /// What everybody would do about a person who must stay as they are.
  void expect_kept(ContactId id, const std::string& reason) {
    EXPECT_EQ(why(as_operator([&](db::Write& db, const organisation::Authority& right) {
                return change(db, deed(), right, id, form_in(db, id, {}), roles);
              })),
              reason);
    EXPECT_EQ(why(as_operator([&](db::Write& db, const organisation::Authority& right) {
                return contact::withdraw_access(db, deed(), outbox, right, id);
              })),
              reason);
    EXPECT_EQ(why(as_operator([&](db::Write& db, const organisation::Authority& right) {
                return change_email(db, deed(), outbox, right, id, email("new@kroon.example"),
                                    form_in(db, id, {}).version);
              })),
              reason);
    EXPECT_EQ(why(as_operator([&](db::Write& db, const organisation::Authority& right) {
                return remove(db, deed(), outbox, right, id, form_in(db, id, {}).version);
              })),
              reason);
  }
  /// Within a transaction: `form` of the fixture makes one of its own.
  Change form_in(db::Read& db, ContactId id, Names names) {
    for (const Listed& row : page(db, kroon, {.most = 1000}).rows) {
      if (row.contact.id != id) continue;
      return {.first_name = row.contact.first_name,
              .last_name = row.contact.last_name,
              .roles = std::move(names),
              .version = row.version};
    }
    return {};
  }
};

TEST_F(LastM74, KeepsTheLastAdministrator) {
  const auto told = log().size();
  expect_kept(ann_id, "last_administrator");
  EXPECT_THAT(found(ann_id).roles, ElementsAre("administrator"));
  EXPECT_TRUE(found(ann_id).access);
  EXPECT_EQ(version(ann_id), 2) << "only the access of long ago";
  EXPECT_EQ(log().size(), told);
}

TEST_F(LastM74, CountsNobodyWhoNeverArrivedOrHasNoAccess) {
  invited_administrator(kroon, eve, "Eve");
  withdraw_access(kroon, administrator_of(kroon, bo, "Bo"));
  administrator_of(molen, "mo@molen.example", "Mo");
  expect_kept(ann_id, "last_administrator");
}

TEST_F(LastM74, LetsTheLastGoWhenAnotherCanLogIn) {
  administrator_of(kroon, eve, "Eve");
  EXPECT_EQ(why(change_as(eve, ann_id, form(ann_id, {}))), "done");
  EXPECT_THAT(found(ann_id).roles, IsEmpty());
}

TEST_F(LastM74, ChangesAllElseOfTheLast) {
  Change to = form(ann_id, {"administrator", "courses"});
  to.first_name = "Anna";
  EXPECT_EQ(why(change_as(ann, ann_id, to)), "done");
}

TEST_F(LastM74, DeletesAnAdministratorWithoutAccess) {
  withdraw_access(kroon, ann_id);
  EXPECT_EQ(why(as_operator([&](db::Write& db, const organisation::Authority& right) {
              return remove(db, deed(), outbox, right, ann_id, form_in(db, ann_id, {}).version);
            })),
            "done");
}

TEST_F(LastM74, LetsNobodyTakeTheirOwnWayInAway) {
  administrator_of(kroon, eve, "Eve");
  EXPECT_EQ(why(remove_as(ann, ann_id, version(ann_id))), "oneself");
  EXPECT_EQ(why(withdraw_as(ann, ann_id)), "oneself");
  EXPECT_EQ(why(change_email_as(ann, ann_id, "a2@kroon.example", version(ann_id))), "oneself");
  EXPECT_TRUE(found(ann_id).access);
  EXPECT_EQ(found(ann_id).email, email(ann));
}

TEST_F(LastM74, LetsAnAdministratorGiveUpTheRoleWhileAnotherStays) {
  EXPECT_EQ(why(change_as(ann, ann_id, form(ann_id, {}))), "last_administrator");
  administrator_of(kroon, eve, "Eve");
  EXPECT_EQ(why(change_as(ann, ann_id, form(ann_id, {}))), "done");
  EXPECT_FALSE(member(ann).is_administrator);
}

// The second has no right any more when their turn comes.
TEST_F(LastM74, LeavesOneOfTwoWhoDemoteEachOther) {
  const ContactId eve_id = administrator_of(kroon, eve, "Eve");
  const Membership eves = member(eve);
  const Change ann_demoted = form(ann_id, {});
  ASSERT_EQ(why(change_as(ann, eve_id, form(eve_id, {}))), "done");
  EXPECT_FALSE(read([&](db::Read& db) { return authority_of(db, eves, eve); }));
  // And if it had been looked up before the first: the rule holds all the same.
  EXPECT_EQ(why(as_operator([&](db::Write& db, const organisation::Authority& right) {
              return change(db, deed(), right, ann_id, ann_demoted, roles);
            })),
            "last_administrator");
}

}  // namespace
}  // namespace sallyport::contact
