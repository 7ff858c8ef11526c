#include <gtest/gtest.h>

#include "core/core_fixture.hpp"

namespace sallyport::organisation {
namespace {

using OrganisationStore = Core;

TEST_F(OrganisationStore, NumbersOrganisationsFromOne) {
  const auto first = write([&](db::Write& db) { return add(db, deed(), "Kroon"); });
  const auto second = write([&](db::Write& db) { return add(db, deed(), "Kroon"); });
  EXPECT_EQ(first.number, 1);
  EXPECT_EQ(second.number, 2);
  EXPECT_NE(first.id, second.id);
}

TEST_F(OrganisationStore, FindsByNumberAndById) {
  const auto added =
      write([&](db::Write& db) { return add(db, deed(), "Bakkerij \xC3\x89\xC3\xA9n"); });
  read([&](db::Read& db) {
    EXPECT_EQ(find(db, added.number)->id, added.id);
    EXPECT_EQ(find(db, added.id)->name, "Bakkerij \xC3\x89\xC3\xA9n");
    EXPECT_EQ(find(db, added.id)->created_at, now);
    EXPECT_FALSE(find(db, added.number + 1));
    EXPECT_FALSE(find(db, crypto::fresh_id<OrganisationId>(random)));
    EXPECT_EQ(all(db).size(), 1U);
  });
}

TEST_F(OrganisationStore, KeepsADateOfItsOwnUntilItIsCleared) {
  const auto added = write([&](db::Write& db) { return add(db, deed(), "Kroon"); });
  EXPECT_EQ(added.required_from, std::nullopt);
  const auto set = [&](const char* day) {
    write([&](db::Write& db) { set_date(db, deed(), added.id, *parse_day(day)); });
    return read([&](db::Read& db) { return find(db, added.id)->required_from; });
  };
  EXPECT_EQ(set("2027-03-01"), parse_day("2027-03-01"));
  EXPECT_EQ(set("2027-02-28"), parse_day("2027-02-28")) << "in place of the one before";
  EXPECT_EQ(read([&](db::Read& db) { return all(db).front().required_from; }),
            parse_day("2027-02-28"));
  EXPECT_EQ(read([&](db::Read& db) { return find(db, added.number)->required_from; }),
            parse_day("2027-02-28"));

  const auto clear = [&] {
    return write([&](db::Write& db) { return clear_date(db, deed(), added.id); });
  };
  EXPECT_TRUE(clear());
  EXPECT_FALSE(clear());
  EXPECT_EQ(read([&](db::Read& db) { return find(db, added.id)->required_from; }), std::nullopt);
  EXPECT_EQ(events(),
            (std::vector<std::string>{"organisation_added", "organisation_date_set",
                                      "organisation_date_set", "organisation_date_cleared"}));
}

}  // namespace
}  // namespace sallyport::organisation
