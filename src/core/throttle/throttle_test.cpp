#include "core/throttle/throttle.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "core/core_fixture.hpp"

namespace sallyport::throttle {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr Limit limit{"trial", 3, minutes{15}};

class Throttle : public Core {
 protected:
  bool spend_one(const std::string& of = "ann") {
    return write([&](db::Write& db) { return spend(db, limit, of, now); });
  }
  bool is_left(const std::string& of = "ann") {
    return read([&](db::Read& db) { return left(db, limit, of, now); });
  }
};
using ThrottleThreads = Throttle;

Address address(std::string_view text) { return Address::parse(text).value(); }

TEST_F(Throttle, LetsThroughSoManyTriesAndNotOneMore) {
  for (int i = 0; i < limit.most; ++i) {
    EXPECT_TRUE(is_left());
    EXPECT_TRUE(spend_one());
  }
  EXPECT_FALSE(is_left());
  EXPECT_FALSE(spend_one());
}

TEST_F(Throttle, CountsFromTheFirstTryAndNotFromTheLast) {
  const Time first = now;
  spend_one();
  now += minutes{10};
  spend_one();
  spend_one();
  EXPECT_FALSE(spend_one());
  now = first + limit.window - seconds{1};
  EXPECT_FALSE(spend_one());
  EXPECT_FALSE(is_left());
  now = first + limit.window;
  EXPECT_TRUE(is_left());
  EXPECT_TRUE(spend_one());
}

TEST_F(ThrottleThreads, PassExactlyAsManyAsTheLimitWhenAllTryAtOnce) {
  std::atomic<int> passed = 0;
  in_threads(8, [&] {
    for (int i = 0; i < 8; ++i) {
      if (spend_one()) ++passed;
    }
  });
  EXPECT_EQ(passed, limit.most);
}

TEST_F(Throttle, CountsEachSubjectAndEachKindByItself) {
  for (int i = 0; i < limit.most; ++i) EXPECT_TRUE(spend_one("ann"));
  EXPECT_FALSE(spend_one("ann"));
  EXPECT_TRUE(spend_one("bob"));
  constexpr Limit other{"other", 3, minutes{15}};
  EXPECT_TRUE(write([&](db::Write& db) { return spend(db, other, "ann", now); }));
}

TEST_F(Throttle, StartsAnewAfterASuccess) {
  for (int i = 0; i < limit.most; ++i) EXPECT_TRUE(spend_one());
  write([&](db::Write& db) { clear(db, limit, "ann"); });
  EXPECT_TRUE(is_left());
  EXPECT_TRUE(spend_one());
}

TEST_F(Throttle, ForgetsCountersWhoseWindowEnded) {
  spend_one();
  write([&](db::Write& db) { sweep(db, now + limit.window - seconds{1}); });
  EXPECT_EQ(count("throttle"), 1);
  write([&](db::Write& db) { sweep(db, now + limit.window); });
  EXPECT_EQ(count("throttle"), 0);
}

TEST_F(Throttle, TellsAStrangersNetworkFromTheOwners) {
  const Email ann = email("ann@kroon.example");
  const auto of = [&](std::string_view text) {
    return subject(keys.throttle_key, ann, address(text));
  };
  EXPECT_EQ(of("192.0.2.1"), of("192.0.2.254"));
  EXPECT_NE(of("192.0.2.1"), of("192.0.3.1"));
  EXPECT_EQ(of("2001:db8:0:10::1"), of("2001:db8:0:1f::9"));
  EXPECT_NE(of("2001:db8:0:10::1"), of("2001:db8:0:110::1"));
  EXPECT_NE(of("192.0.2.1"),
            subject(keys.throttle_key, email("bob@kroon.example"), address("192.0.2.1")));
}

TEST_F(Throttle, KeepsNoAddressThatCanBeRead) {
  const auto of_ann = subject(keys.throttle_key, email("ann@kroon.example"), address("192.0.2.1"));
  EXPECT_EQ(of_ann.size(), 32U);
  EXPECT_NE(of_ann,
            subject(Secret{random.bytes(32)}, email("ann@kroon.example"), address("192.0.2.1")));
}

}  // namespace
}  // namespace sallyport::throttle
