#include "kit/crypto/random.hpp"

#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstdlib>
#include <set>

namespace sallyport::crypto {
namespace {

TEST(Random, GivesAsManyBytesAsAsked) {
  SystemRandom random;
  // getrandom(2) may be interrupted above 256 bytes.
  for (const std::size_t count : {0U, 1U, 16U, 256U, 257U, 1'000'000U}) {
    EXPECT_EQ(random.bytes(count).size(), count);
  }
}

TEST(Random, NeverGivesTheSameTwice) {
  SystemRandom random;
  std::set<AccountId> ids;
  for (int i = 0; i < 10'000; ++i) ids.insert(fresh_id<AccountId>(random));
  EXPECT_EQ(ids.size(), 10'000U);
}

TEST(Random, MakesIdsThatComeInTheOrderOfTheirSeconds) {
  SystemRandom random;
  std::set<EventId> ids;
  const Time now = at_unix_seconds(1'900'000'000);
  EventId last = fresh_id_in_order<EventId>(random, now - std::chrono::seconds{1});
  for (int i = 0; i < 1'000; ++i) {
    const auto next = fresh_id_in_order<EventId>(random, now + std::chrono::seconds{i});
    EXPECT_LT(last.bytes(), next.bytes());
    last = next;
    ids.insert(fresh_id_in_order<EventId>(random, now));
  }
  EXPECT_EQ(ids.size(), 1'000U) << "of one second";
}

TEST(Random, SetsHalfOfTheBits) {
  SystemRandom random;
  int ones = 0;
  for (const char byte : random.bytes(125'000))
    ones += std::popcount(static_cast<unsigned char>(byte));
  EXPECT_NEAR(ones, 500'000, 3'000);  // six standard deviations
}

// From here on getrandom(2) fails in this process; for a death test, which is one of its own.
void forbid_getrandom() {
  std::array<sock_filter, 4> rules{{
      {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
      {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, SYS_getrandom},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | ENOSYS},
      {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
  }};
  const sock_fprog program{rules.size(), rules.data()};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
    std::exit(0);  // not a death by abort(), so the test fails and says so
  }
}

TEST(RandomDeathTest, EndsTheProcessWhenTheKernelGivesNone) {
  EXPECT_EXIT(
      {
        forbid_getrandom();
        SystemRandom random;
        const std::string bytes = random.bytes(16);
        std::exit(static_cast<int>(bytes.size()));
      },
      testing::KilledBySignal(SIGABRT), "no random bytes");
}

}  // namespace
}  // namespace sallyport::crypto
