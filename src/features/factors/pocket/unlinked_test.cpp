// A phone that was unlinked: what it said a moment before no longer counts.
#include <gtest/gtest.h>

#include "tests/testkit/person_with_phone.hpp"

namespace sallyport::testkit {
namespace {

TEST(PocketUnlinked, TakesAlongThePressThatWasNotUsedYet) {
  PersonWithPhone ann;
  ann.link();
  Phone tablet = ann.link_another("iPad");
  Browser known = ann.known_browser();
  const Waiting waiting = ann.sign_in_from(known);
  ASSERT_EQ(tablet.approve(waiting).status, 200);
  ASSERT_EQ(tablet.post("/pocket/api/v1/devices/self/unlink").status, 204);
  known.open("/signin/factor/pocket");
  known.press("Continue");
  EXPECT_FALSE(known.cookies.contains("__Host-sid"));
}

}  // namespace
}  // namespace sallyport::testkit
