#include <gtest/gtest.h>
#include <sys/resource.h>

#include "kit/http/server.hpp"

namespace sallyport::http {
namespace {

/// The limit of this process, put back as it was.
class OwnLimit {
 public:
  OwnLimit() { EXPECT_EQ(::getrlimit(RLIMIT_NOFILE, &before_), 0); }
  ~OwnLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  OwnLimit(const OwnLimit&) = delete;
  OwnLimit& operator=(const OwnLimit&) = delete;

  void lower_to(rlim_t count) const {
    const rlimit lower{.rlim_cur = count, .rlim_max = before_.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &lower), 0);
  }
  [[nodiscard]] static rlim_t now() {
    rlimit limit{};
    EXPECT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    return limit.rlim_cur;
  }
  [[nodiscard]] rlim_t most() const { return before_.rlim_max; }

 private:
  rlimit before_{};
};

TEST(OpenFiles, AreAskedForUntilAllConnectionsFit) {
  const OwnLimit limit;
  if (limit.most() < 2'000) GTEST_SKIP() << "this machine allows few files at all";
  limit.lower_to(256);
  const auto open = connections_that_fit(500);
  EXPECT_EQ(open.connections, 500U);
  EXPECT_EQ(OwnLimit::now(), open.files_for_all);
  EXPECT_EQ(connections_that_fit(10).connections, 10U);
  EXPECT_EQ(OwnLimit::now(), open.files_for_all) << "never fewer than before";
}

TEST(OpenFiles, LeaveRoomForOthersWhereFewAreAllowed) {
  const OwnLimit limit;
  if (limit.most() == RLIM_INFINITY) GTEST_SKIP() << "this machine has no limit";
  const auto open = connections_that_fit(limit.most());
  EXPECT_LT(open.connections, limit.most());
  EXPECT_GE(open.connections, limit.most() / 2);
  EXPECT_GT(open.files_for_all, limit.most());
}

}  // namespace
}  // namespace sallyport::http
