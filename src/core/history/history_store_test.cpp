#include <gtest/gtest.h>

#include "core/core_fixture.hpp"
#include "core/history/history.hpp"

namespace sallyport::history {
namespace {

using std::chrono::minutes;

class HistoryStore : public Core {
 protected:
  HistoryStore() : ann(account("ann@kroon.example").id), bob(account("bob@kroon.example").id) {}

  void add(std::optional<AccountId> of, Outcome outcome, const std::string& factor = "",
           const std::string& address = "192.0.2.1") {
    write([&](db::Write& db) {
      record(db, deed(),
             {.account = of,
              .outcome = outcome,
              .factor = factor,
              .user_agent = "Firefox",
              .address = address});
    });
  }
  bool new_to_ann(std::string_view address) {
    return read(
        [&](db::Read& db) { return is_new_place(db, ann, Address::parse(address).value(), now); });
  }
  std::vector<Entry> of(AccountId account, std::int64_t skipped = 0, std::int64_t most = 1000) {
    return read([&](db::Read& db) { return entries(db, account, skipped, most); });
  }
  void sweep_now() {
    write([&](db::Write& db) { sweep(db, now); });
  }

  AccountId ann;
  AccountId bob;
};

TEST_F(HistoryStore, TellsANetworkFromWhichNobodySignedInForNinetyDays) {
  EXPECT_FALSE(new_to_ann("192.0.2.1")) << "nothing is known yet";
  add(ann, Outcome::signed_in, "", "192.0.2.1");
  add(ann, Outcome::signed_in, "", "2001:db8:7::1");
  add(ann, Outcome::password_refused, "", "203.0.113.1");
  add(bob, Outcome::signed_in, "", "203.0.113.1");
  EXPECT_FALSE(new_to_ann("192.0.250.9"));
  EXPECT_TRUE(new_to_ann("192.1.2.1"));
  EXPECT_FALSE(new_to_ann("2001:db8:ffff::9"));
  EXPECT_TRUE(new_to_ann("2001:db9::1"));
  EXPECT_TRUE(new_to_ann("203.0.113.1")) << "neither a refused one nor another's counts";
  now += std::chrono::days{60};
  add(ann, Outcome::signed_in, "", "203.0.113.1");
  now += std::chrono::days{30};
  EXPECT_TRUE(new_to_ann("192.0.2.1"));
  EXPECT_FALSE(new_to_ann("203.0.113.1"));
}

TEST_F(HistoryStore, ShowsTheOwnSignInsTheNewestFirstInPages) {
  add(ann, Outcome::password_refused);
  now += minutes{1};
  add(ann, Outcome::signed_in, "totp");
  add(bob, Outcome::signed_in);
  const auto all = of(ann);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].outcome, Outcome::signed_in);
  EXPECT_EQ(all[0].factor, "totp");
  EXPECT_EQ(all[0].at, now);
  EXPECT_EQ(all[0].user_agent, "Firefox");
  EXPECT_EQ(all[0].address, "192.0.2.1");
  EXPECT_EQ(all[1].outcome, Outcome::password_refused);
  ASSERT_EQ(of(ann, 1, 1).size(), 1U);
  EXPECT_EQ(of(ann, 1, 1)[0].id, all[1].id);
}

TEST_F(HistoryStore, FindsNoEntryOfAnother) {
  add(bob, Outcome::signed_in);
  const HistoryId id = of(bob).front().id;
  EXPECT_TRUE(read([&](db::Read& db) { return find(db, bob, id).has_value(); }));
  EXPECT_FALSE(read([&](db::Read& db) { return find(db, ann, id).has_value(); }));
}

TEST_F(HistoryStore, IsKeptForNinetyDays) {
  add(ann, Outcome::signed_in);
  now += lifetime;
  sweep_now();
  EXPECT_EQ(of(ann).size(), 1U);
  now += std::chrono::seconds{1};
  sweep_now();
  EXPECT_TRUE(of(ann).empty());
}

TEST_F(HistoryStore, ForgetsWhatBelongsToNobodyWithTheNextSweep) {
  add(std::nullopt, Outcome::password_refused);
  EXPECT_EQ(count("history"), 1);
  sweep_now();
  EXPECT_EQ(count("history"), 0);
}

TEST_F(HistoryStore, KeepsTheNewestOfVeryManyRefusedOnesAndEverySignIn) {
  add(ann, Outcome::signed_in);
  for (std::int64_t one = 0; one < most_refused + 5; ++one) {
    now += std::chrono::seconds{1};
    add(ann, Outcome::password_refused);
  }
  add(bob, Outcome::password_refused);
  sweep_now();
  const auto left = of(ann);
  EXPECT_EQ(left.size(), static_cast<std::size_t>(most_refused) + 1);
  EXPECT_EQ(left.front().at, now) << "the newest";
  EXPECT_EQ(left.back().outcome, Outcome::signed_in);
  EXPECT_EQ(of(bob).size(), 1U);
}

}  // namespace
}  // namespace sallyport::history
