#include "kit/crypto/password_hash.hpp"

#include <dirent.h>
#include <gtest/gtest.h>
#include <sodium.h>
#include <sys/resource.h>

#include <cstdlib>
#include <set>
#include <thread>

#include "base/bug.hpp"
#include "base/encoding.hpp"
#include "kit/crypto/digest.hpp"

namespace sallyport::crypto {
namespace {

std::map<std::uint32_t, Secret> peppers(std::initializer_list<std::uint32_t> versions) {
  std::map<std::uint32_t, Secret> keys;
  for (const std::uint32_t version : versions) {
    keys.emplace(version, Secret{std::string(32, static_cast<char>('a' + version))});
  }
  return keys;
}

class PasswordHash : public testing::Test {
 protected:
  SystemRandom random;
  PasswordHasher hasher{cheap_hash_cost_for_tests(), peppers({1}), random};
  const Secret password{"correct horse battery"};
};

TEST_F(PasswordHash, KnowsThePasswordAgainAndNoOther) {
  const std::string stored = hasher.hash(password);
  EXPECT_EQ(hasher.verify(password, stored), PasswordVerdict::right);
  for (const std::string_view other : {"", "correct horse batterz", "correct horse battery "}) {
    EXPECT_EQ(hasher.verify(Secret{other}, stored), PasswordVerdict::wrong) << other;
  }
}

TEST_F(PasswordHash, TellsPasswordsApartThatDifferAfterAZeroByteOrAtTheirEnd) {
  const std::string with_zero{"abcdefghijkl\0x", 14};
  const std::string stored = hasher.hash(Secret{with_zero});
  EXPECT_EQ(hasher.verify(Secret{std::string_view{with_zero}.substr(0, 13)}, stored),
            PasswordVerdict::wrong);
  const std::string longest(1024, 'x');
  EXPECT_EQ(hasher.verify(Secret{std::string(1023, 'x')}, hasher.hash(Secret{longest})),
            PasswordVerdict::wrong);
}

TEST_F(PasswordHash, LooksDifferentEachTime) {
  EXPECT_NE(hasher.hash(password), hasher.hash(password));
}

TEST_F(PasswordHash, HasTheDocumentedForm) {
  PasswordHasher real{HashCost{}, peppers({3}), random};
  const std::string stored = real.hash(password);
  EXPECT_TRUE(stored.starts_with("1$3$")) << stored;
  const auto settings = stored.find("$m=19456,t=2,p=1$");
  ASSERT_EQ(settings, 4U + 43U) << stored;
  const std::string salt = *from_base64url(stored.substr(settings + 17));

  // The same by hand: Argon2id, then the keyed digest.
  std::string raw(32, '\0');
  ASSERT_EQ(crypto_pwhash(reinterpret_cast<unsigned char*>(raw.data()), raw.size(),
                          password.reveal().data(), password.size(),
                          reinterpret_cast<const unsigned char*>(salt.data()), 2, 19'456 * 1024,
                          crypto_pwhash_ALG_ARGON2ID13),
            0);
  EXPECT_EQ(stored.substr(4, 43), to_base64url(hmac_sha256(Secret{std::string(32, 'd')}, raw)));
  EXPECT_EQ(real.verify(password, stored), PasswordVerdict::right);
}

TEST_F(PasswordHash, SaysThatAHashIsOldWhenTheCostOrTheKeyHasChanged) {
  const std::string stored = hasher.hash(password);
  PasswordHasher dearer{HashCost{}, peppers({1}), random};
  EXPECT_EQ(dearer.verify(password, stored), PasswordVerdict::right_but_old);
  EXPECT_EQ(dearer.verify(Secret{"wrong"}, stored), PasswordVerdict::wrong);
  PasswordHasher rotated{cheap_hash_cost_for_tests(), peppers({1, 2}), random};
  EXPECT_EQ(rotated.verify(password, stored), PasswordVerdict::right_but_old);
  EXPECT_EQ(rotated.verify(password, rotated.hash(password)), PasswordVerdict::right);
}

TEST_F(PasswordHash, IsWorthlessWithoutItsKey) {
  const std::string stored = hasher.hash(password);
  PasswordHasher other{cheap_hash_cost_for_tests(), peppers({2}), random};
  EXPECT_THROW(static_cast<void>(other.verify(password, stored)), std::runtime_error);

  std::map<std::uint32_t, Secret> same_version;
  same_version.emplace(1, Secret{std::string(32, 'z')});
  PasswordHasher forged{cheap_hash_cost_for_tests(), std::move(same_version), random};
  EXPECT_EQ(forged.verify(password, stored), PasswordVerdict::wrong);
}

TEST_F(PasswordHash, TakesACorruptRowForABug) {
  const std::string stored = hasher.hash(password);
  std::vector<std::string> corrupt = {"", "1", "2" + stored.substr(1), stored + "A", "x" + stored};
  for (std::size_t size = 0; size < stored.size(); ++size)
    corrupt.push_back(stored.substr(0, size));
  const auto with_cost = [&](std::string_view cost) {
    std::string changed = stored;
    return changed.replace(changed.find("m=64,t=1"), 8, cost);
  };
  for (const std::string_view cost : {"m=4294967295,t=1", "m=64,t=0", "m=0,t=1", "m=064,t=1",
                                      "m=64,t=4294967295", "m=99999999999,t=1", "m=-64,t=1"}) {
    corrupt.push_back(with_cost(cost));
  }
  for (const std::string& text : corrupt) {
    EXPECT_THROW(static_cast<void>(hasher.verify(password, text)), Bug) << text;
  }
}

TEST_F(PasswordHash, FindsNobodyForTheDecoy) { EXPECT_NO_THROW(hasher.verify_nothing(password)); }

TEST_F(PasswordHash, CostsAtLeastTheLeastOutsideTests) {
  EXPECT_THROW(PasswordHasher(HashCost{.memory_kib = 19'455, .passes = 2}, peppers({1}), random),
               Bug);
  EXPECT_THROW(PasswordHasher(HashCost{.memory_kib = 19'456, .passes = 1}, peppers({1}), random),
               Bug);
  EXPECT_THROW(PasswordHasher(HashCost{.memory_kib = 2'000'000}, peppers({1}), random), Bug);
  EXPECT_THROW(PasswordHasher(HashCost{}, {}, random), Bug);
}

TEST_F(PasswordHash, IsMadeOnOneThreadOfLowPriorityForEachCore) {
  hasher.verify_nothing(password);
  std::size_t low = 0;
  DIR* const threads = opendir("/proc/self/task");
  ASSERT_NE(threads, nullptr);
  while (const dirent* const thread = readdir(threads)) {
    const int id = std::atoi(thread->d_name);
    if (id != 0 && getpriority(PRIO_PROCESS, static_cast<id_t>(id)) == 10) ++low;
  }
  closedir(threads);
  EXPECT_GE(low, 1U);
  EXPECT_LE(low, std::thread::hardware_concurrency());
}

using PasswordHashThreads = PasswordHash;

TEST_F(PasswordHashThreads, AreServedSideBySide) {
  const std::string stored = hasher.hash(password);
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&] {
      for (int k = 0; k < 20; ++k)
        EXPECT_EQ(hasher.verify(password, stored), PasswordVerdict::right);
    });
  }
  for (std::thread& caller : callers) caller.join();
}

}  // namespace
}  // namespace sallyport::crypto
