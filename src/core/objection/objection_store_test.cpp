#include <gtest/gtest.h>

#include <atomic>

#include "core/core_fixture.hpp"
#include "core/objection/objection.hpp"

namespace sallyport::objection {
namespace {

using std::chrono::seconds;

class ObjectionStore : public Core {
 protected:
  ObjectionStore()
      : ann(account("ann@kroon.example")),
        token(make_one({.told = Told::factor_added,
                        .account = ann.id,
                        .item = "Ann's phone",
                        .factor = "totp",
                        .part = "one",
                        .takes_last = true})) {}

  Secret make_one(const Telling& telling) {
    return write([&](db::Write& db) { return make(db, deed(), telling); });
  }
  std::optional<Objection> find_one(const Secret& of) {
    return read([&](db::Read& db) { return find(db, of.reveal(), now); });
  }
  bool use_one(ObjectionId id) {
    return write([&](db::Write& db) { return use(db, id, now); });
  }

  account::Account ann;
  Secret token;
};

TEST_F(ObjectionStore, KeepsWhatTheLetterTold) {
  const auto found = find_one(token);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->telling.told, Told::factor_added);
  EXPECT_EQ(found->telling.account, ann.id);
  EXPECT_EQ(found->telling.item, "Ann's phone");
  EXPECT_EQ(found->telling.factor, "totp");
  EXPECT_EQ(found->telling.part, "one");
  EXPECT_TRUE(found->telling.takes_last);
  EXPECT_EQ(found->told_at, now);
}

TEST_F(ObjectionStore, CanBeMadeOnceHoweverManyTryTogether) {
  const ObjectionId id = find_one(token)->id;
  std::atomic<int> won{0};
  in_threads(16, [&] {
    if (use_one(id)) ++won;
  });
  EXPECT_EQ(won, 1);
  EXPECT_FALSE(find_one(token));
}

TEST_F(ObjectionStore, CanBeMadeForSevenDays) {
  const ObjectionId id = find_one(token)->id;
  now += lifetime - seconds{1};
  EXPECT_TRUE(find_one(token));
  now += seconds{1};
  EXPECT_FALSE(find_one(token));
  EXPECT_FALSE(use_one(id));
}

TEST_F(ObjectionStore, OutlivesANewPasswordAndFurtherLetters) {
  set_password("ann@kroon.example");
  const Secret second = make_one({.told = Told::password_set, .account = ann.id});
  EXPECT_TRUE(find_one(token));
  EXPECT_TRUE(find_one(second));
}

TEST_F(ObjectionStore, StandsInTheDatabaseAsADigestOnly) {
  EXPECT_EQ(token.size(), 43U);  // 256 bits
  const auto stored =
      read([](db::Read& db) { return db.find_one("SELECT token_hash FROM objection"); });
  EXPECT_EQ(stored->bytes("token_hash").find(token.reveal()), std::string::npos);
}

TEST_F(ObjectionStore, IsForgottenAWeekAfterItsTime) {
  write([&](db::Write& db) { sweep(db, now + lifetime + std::chrono::days{7}); });
  EXPECT_EQ(count("objection"), 1);
  write([&](db::Write& db) { sweep(db, now + lifetime + std::chrono::days{7} + seconds{1}); });
  EXPECT_EQ(count("objection"), 0);
}

}  // namespace
}  // namespace sallyport::objection
