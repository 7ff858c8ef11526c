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

}  // namespace
}  // namespace sallyport::organisation
