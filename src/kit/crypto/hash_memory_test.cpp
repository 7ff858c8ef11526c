#include "kit/crypto/hash_memory.hpp"

#include <gtest/gtest.h>
#include <sodium.h>
#include <sys/resource.h>

#include <cstring>
#include <string>

#include "kit/crypto/sodium.hpp"

namespace sallyport::crypto {
namespace {

constexpr std::size_t mib = std::size_t{1} << 20;

std::string argon2id(const std::string& password, std::size_t memory) {
  start_sodium();
  std::string raw(32, '\0');
  const std::string salt(crypto_pwhash_SALTBYTES, 's');
  EXPECT_EQ(crypto_pwhash(reinterpret_cast<unsigned char*>(raw.data()), raw.size(), password.data(),
                          password.size(), reinterpret_cast<const unsigned char*>(salt.data()), 2,
                          memory, crypto_pwhash_ALG_ARGON2ID13),
            0);
  return raw;
}

/// Pages that the system had to find for this thread.
long faults() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_minflt;
}

TEST(HashMemory, MakesTheHashesThatAreMadeWithoutIt) {
  HashMemory memory;
  // Larger, smaller and larger again, so that what the one before left is there to be read.
  for (const std::size_t size : {19 * mib, 64 * mib, 19 * mib, 8 * mib, 70 * mib}) {
    for (const std::string password : {"first", "second"}) {
      const std::string without = argon2id(password, size);
      const HashMemory::Use use(memory);
      EXPECT_EQ(argon2id(password, size), without) << size;
    }
  }
}

TEST(HashMemory, IsFoundOnceForManyHashes) {
  HashMemory memory;
  const HashMemory::Use use(memory);
  argon2id("the first maps it", 19 * mib);
  EXPECT_EQ(memory.held(), 20 * mib) << "in whole large pages";
  const long before = faults();
  for (int i = 0; i < 5; ++i) argon2id("password", 19 * mib);
  EXPECT_LT(faults() - before, 500) << "one hash alone has 4,864 pages";
}

TEST(HashMemory, IsGivenBackAndFoundAgain) {
  HashMemory memory;
  const HashMemory::Use use(memory);
  const std::string hash = argon2id("password", 19 * mib);
  memory.release();
  EXPECT_EQ(memory.held(), 0);
  EXPECT_EQ(argon2id("password", 19 * mib), hash);
  EXPECT_EQ(memory.held(), 20 * mib);
}

TEST(HashMemory, IsNotGivenBackWhileItIsUsed) {
  HashMemory memory;
  const HashMemory::Use use(memory);
  void* const lent = HashMemory::lend(2 * mib);
  ASSERT_NE(lent, nullptr);
  memory.release();
  std::memset(lent, 1, 2 * mib);
  EXPECT_EQ(HashMemory::lend(2 * mib), nullptr) << "it is lent once at a time";
  EXPECT_FALSE(HashMemory::take_back(&memory));
  EXPECT_TRUE(HashMemory::take_back(lent));
}

TEST(HashMemory, IsNotTakenForWhatIsCheapNorWithoutBeingUsed) {
  HashMemory memory;
  {
    const HashMemory::Use use(memory);
    argon2id("password", 64 * 1024);
  }
  argon2id("password", 19 * mib);
  EXPECT_EQ(memory.held(), 0);
}

}  // namespace
}  // namespace sallyport::crypto
