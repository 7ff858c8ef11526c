#include <gtest/gtest.h>

#include "core/core_fixture.hpp"
#include "core/link/link.hpp"

namespace sallyport::link {
namespace {

using std::chrono::seconds;

class LinkStore : public Core {
 protected:
  LinkStore() : ann(account("ann@kroon.example")), token(make_link(ann)) {}

  Secret make_link(const account::Account& person) {
    return write([&](db::Write& db) {
      return make(db, deed(), Purpose::set_password, person.id, person.password_version,
                  invitation_lifetime);
    });
  }
  std::optional<Link> find_link(const Secret& of) {
    return read([&](db::Read& db) { return find(db, Purpose::set_password, of.reveal(), now); });
  }
  bool use_link(LinkId id) {
    return write([&](db::Write& db) { return use(db, Purpose::set_password, id, now); });
  }

  account::Account ann;
  Secret token;
};

TEST_F(LinkStore, WorksOnceAndLookingDoesNotUseItUp) {
  const auto link = find_link(token);
  ASSERT_TRUE(link);
  EXPECT_EQ(link->account, ann.id);
  EXPECT_TRUE(find_link(token));
  EXPECT_TRUE(use_link(link->id));
  EXPECT_FALSE(use_link(link->id));
  EXPECT_FALSE(find_link(token));
}

TEST_F(LinkStore, StopsWorkingWhenItsTimeIsOver) {
  const LinkId id = find_link(token)->id;
  now += invitation_lifetime - seconds{1};
  EXPECT_TRUE(find_link(token));
  now += seconds{1};
  EXPECT_FALSE(find_link(token));
  EXPECT_FALSE(use_link(id));
}

TEST_F(LinkStore, IsVoidedByANewerOneOfTheSameAccount) {
  const LinkId id = find_link(token)->id;
  const Secret bobs = make_link(account("bob@kroon.example"));
  EXPECT_TRUE(find_link(token)) << "another's link changes nothing";
  const Secret newer = make_link(ann);
  EXPECT_FALSE(find_link(token));
  EXPECT_FALSE(use_link(id));
  EXPECT_TRUE(find_link(newer));
  EXPECT_TRUE(find_link(bobs));
}

TEST_F(LinkStore, IsVoidedByANewPassword) {
  const LinkId id = find_link(token)->id;
  set_password("ann@kroon.example");
  EXPECT_FALSE(find_link(token));
  EXPECT_FALSE(use_link(id));
  EXPECT_FALSE(
      read([&](db::Read& db) { return find(db, Purpose::set_password, id, now).has_value(); }));
}

TEST_F(LinkStore, StandsInTheDatabaseAsADigestOnly) {
  EXPECT_EQ(token.size(), 43U);  // 256 bits
  const auto stored =
      read([](db::Read& db) { return db.find_one("SELECT token_hash, purpose FROM link"); });
  EXPECT_EQ(stored->bytes("token_hash").size(), 32U);
  EXPECT_EQ(stored->bytes("token_hash").find(token.reveal()), std::string::npos);
  EXPECT_FALSE(find_link(Secret{stored->bytes("token_hash")}));
}

TEST_F(LinkStore, ServesTheOnePurposeItWasMadeFor) {
  write([](db::Write& db) { db.change("UPDATE link SET purpose = 'another'"); });
  EXPECT_FALSE(find_link(token));
}

TEST_F(LinkStore, IsForgottenAMonthAfterItEnded) {
  const Time month_later = now + invitation_lifetime + std::chrono::days{30};
  write([&](db::Write& db) { sweep(db, month_later); });
  EXPECT_EQ(count("link"), 1);
  write([&](db::Write& db) { sweep(db, month_later + seconds{1}); });
  EXPECT_EQ(count("link"), 0);
}

}  // namespace
}  // namespace sallyport::link
