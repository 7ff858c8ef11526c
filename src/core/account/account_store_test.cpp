#include <gtest/gtest.h>

#include "core/core_fixture.hpp"

namespace sallyport::account {
namespace {

constexpr std::string_view ann = "ann@kroon.example";

class AccountStore : public Core {
 protected:
  bool set(std::int64_t version, const std::string& hash) {
    const AccountId id = account(ann).id;
    return write([&](db::Write& db) { return account::set_password(db, id, version, hash, now); });
  }
};

TEST_F(AccountStore, IsMadeOnceForAnAddressHoweverItIsSpelled) {
  const Account first = account(ann);
  EXPECT_EQ(account("Ann@KROON.example").id, first.id);
  EXPECT_EQ(count("account"), 1);
  EXPECT_FALSE(first.password_hash);
  EXPECT_EQ(first.password_version, 0);
}

TEST_F(AccountStore, FindsNobodyUnderAnAddressThatIsNotKnown) {
  account(ann);
  read([&](db::Read& db) {
    EXPECT_FALSE(find(db, email("bob@kroon.example")));
    EXPECT_FALSE(find(db, crypto::fresh_id<AccountId>(random)));
  });
}

TEST_F(AccountStore, FindsTheNearestWhereNobodyHasTheAddress) {
  EXPECT_FALSE(read([&](db::Read& db) { return nearest(db, email(ann)).has_value(); }));
  account(ann);
  account("dan@kroon.example");
  const auto nearest_to = [&](std::string_view address) {
    return read([&](db::Read& db) { return nearest(db, email(address)).value().email.text(); });
  };
  EXPECT_EQ(nearest_to(ann), ann);
  EXPECT_EQ(nearest_to("bob@kroon.example"), "dan@kroon.example");
  EXPECT_EQ(nearest_to("dan@kroon.example"), "dan@kroon.example");
  EXPECT_EQ(nearest_to("eve@kroon.example"), "dan@kroon.example") << "past the last";
}

TEST_F(AccountStore, TakesANewPasswordOnceOutOfTwoThatBeganAlike) {
  EXPECT_TRUE(set(0, "one"));
  EXPECT_FALSE(set(0, "two"));
  EXPECT_EQ(account(ann).password_hash, "one");
  EXPECT_EQ(account(ann).password_version, 1);
  EXPECT_EQ(account(ann).password_set_at, now);
}

TEST_F(AccountStore, KeepsTheVersionWhenTheSamePasswordIsHashedAnew) {
  ASSERT_TRUE(set(0, "one"));
  const AccountId id = account(ann).id;
  write([&](db::Write& db) { renew_hash(db, id, 1, "one, costlier"); });
  EXPECT_EQ(account(ann).password_hash, "one, costlier");
  EXPECT_EQ(account(ann).password_version, 1);
}

TEST_F(AccountStore, DoesNotBringAnOldPasswordBackByHashingItAnew) {
  ASSERT_TRUE(set(0, "one"));
  ASSERT_TRUE(set(1, "two"));
  const AccountId id = account(ann).id;
  write([&](db::Write& db) { renew_hash(db, id, 1, "one, costlier"); });
  EXPECT_EQ(account(ann).password_hash, "two");
}

TEST_F(AccountStore, RemembersTheLanguageAndTheLastFactor) {
  const AccountId id = account(ann).id;
  EXPECT_EQ(account(ann).language, std::nullopt);
  EXPECT_EQ(account(ann).last_factor, "");
  write([&](db::Write& db) {
    choose_language(db, id, text::Language::dutch);
    remember_factor(db, id, "totp");
  });
  EXPECT_EQ(account(ann).language, text::Language::dutch);
  EXPECT_EQ(account(ann).last_factor, "totp");
}

}  // namespace
}  // namespace sallyport::account
