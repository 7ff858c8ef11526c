#include "core/exemption/exemption.hpp"

#include "core/core_fixture.hpp"

namespace sallyport::exemption {
namespace {

class ExemptionStore : public Core {
 protected:
  void grant_until(AccountId account, const char* day, const std::string& reason) {
    write([&](db::Write& db) { grant(db, deed(), account, *parse_day(day), reason); });
  }
  bool end_on(AccountId account, const char* today) {
    return write([&](db::Write& db) { return end(db, deed(), account, *parse_day(today)); });
  }
  std::optional<Day> until_of(AccountId account) {
    return read([&](db::Read& db) { return until(db, account); });
  }
  std::vector<Exemption> everything() {
    return read([](db::Read& db) { return all(db); });
  }
  void sweep_after(std::chrono::days days) {
    write([&](db::Write& db) { sweep(db, now + days); });
  }

  AccountId ann = account("ann@kroon.example").id;
  AccountId bob = account("bob@kroon.example").id;
};

TEST_F(ExemptionStore, KeepsTheLastOneOfEachAccountWithItsReason) {
  EXPECT_EQ(until_of(ann), std::nullopt);
  grant_until(ann, "2027-02-01", "Telephone is being repaired");
  grant_until(bob, "2027-01-20", "Abroad");
  grant_until(ann, "2027-03-01", "Still being repaired");
  EXPECT_EQ(until_of(ann), parse_day("2027-03-01"));
  const auto all = everything();
  ASSERT_EQ(all.size(), 2U) << "by day";
  EXPECT_EQ(all[0].email.text(), "bob@kroon.example");
  EXPECT_EQ(all[1].account, ann);
  EXPECT_EQ(all[1].reason, "Still being repaired");
  EXPECT_EQ(all[1].granted_at, now);
  EXPECT_TRUE(all[1].is_open(*parse_day("2027-02-28")));
  EXPECT_FALSE(all[1].is_open(*parse_day("2027-03-01"))) << "over when its day begins";
}

TEST_F(ExemptionStore, EndsOneBeforeItsDayOnce) {
  EXPECT_FALSE(end_on(ann, "2027-01-15")) << "there is none";
  grant_until(ann, "2027-02-01", "Telephone is being repaired");
  EXPECT_FALSE(end_on(ann, "2027-02-01")) << "it is over by itself";
  EXPECT_TRUE(end_on(ann, "2027-01-15"));
  EXPECT_FALSE(end_on(ann, "2027-01-15"));
  EXPECT_EQ(until_of(ann), std::nullopt);
  EXPECT_EQ(everything().front().ended_at, now);
  EXPECT_FALSE(everything().front().is_open(*parse_day("2027-01-15")));

  grant_until(ann, "2027-02-01", "Again");
  EXPECT_EQ(until_of(ann), parse_day("2027-02-01"));
}

TEST_F(ExemptionStore, RecordsWhoUntilWhenAndWhyInTheTransactionOfTheDeed) {
  grant_until(ann, "2027-02-01", "Telephone is being repaired");
  ASSERT_TRUE(end_on(ann, "2027-01-15"));
  const auto entries = read([&](db::Read& db) { return audit::newest(db, {.account = ann}, 2); });
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].event, "exemption_granted");
  EXPECT_EQ(entries[0].detail, "2027-02-01");
  EXPECT_EQ(entries[0].words, "Telephone is being repaired") << "among what is forgotten in time";
  EXPECT_EQ(entries[1].event, "exemption_ended");
}

TEST_F(ExemptionStore, ForgetsThemAndTheirReasonsNinetyDaysAfterTheyAreOver) {
  grant_until(ann, "2027-02-01", "Telephone is being repaired");  // 17 days after now
  grant_until(bob, "2027-03-01", "Abroad");
  ASSERT_TRUE(end_on(bob, "2027-01-15"));
  sweep_after(std::chrono::days{90});
  EXPECT_EQ(everything().size(), 2U);
  sweep_after(std::chrono::days{91});
  ASSERT_EQ(everything().size(), 1U);
  EXPECT_EQ(everything().front().account, ann);
  sweep_after(std::chrono::days{90 + 17});
  EXPECT_EQ(everything().size(), 1U);
  sweep_after(std::chrono::days{90 + 18});
  EXPECT_TRUE(everything().empty());
}

}  // namespace
}  // namespace sallyport::exemption
