#include "kit/crypto/seal.hpp"

#include <gtest/gtest.h>

#include "base/bug.hpp"

namespace sallyport::crypto {
namespace {

constexpr Place place{.table = "totp", .column = "secret", .row = "row 1"};

std::map<std::uint32_t, Secret> keys(std::initializer_list<std::uint32_t> versions) {
  std::map<std::uint32_t, Secret> keys;
  for (const std::uint32_t version : versions) {
    keys.emplace(version, Secret{std::string(32, static_cast<char>('a' + version))});
  }
  return keys;
}

class Seal : public testing::Test {
 protected:
  SystemRandom random;
  const Sealer sealer{keys({1})};
};

TEST_F(Seal, OpensWhatItSealed) {
  for (const std::size_t size : {0U, 1U, 20U, 100'000U}) {
    const Secret secret{std::string(size, 's')};
    const std::string sealed = sealer.seal(secret, place, random);
    EXPECT_EQ(sealed.size(), 1 + 4 + 24 + size + 16);
    const auto opened = sealer.open(sealed, place);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->reveal(), secret.reveal());
  }
}

TEST_F(Seal, OpensInNoOtherPlace) {
  const std::string sealed = sealer.seal(Secret{"seed"}, place, random);
  for (const Place& other : {Place{"pocket", "secret", "row 1"}, Place{"totp", "pending", "row 1"},
                             Place{"totp", "secret", "row 2"}, Place{"totps", "ecret", "row 1"}}) {
    EXPECT_FALSE(sealer.open(sealed, other)) << other.table << other.column << other.row;
  }
}

TEST_F(Seal, OpensNothingOfWhichOneBitWasChanged) {
  const std::string sealed = sealer.seal(Secret{"seed"}, place, random);
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string changed = sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(sealer.open(changed, place)) << "bit " << bit;
  }
}

TEST_F(Seal, OpensNothingThatWasCut) {
  const std::string sealed = sealer.seal(Secret{"seed"}, place, random);
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(sealer.open(sealed.substr(0, size), place));
  }
  EXPECT_FALSE(sealer.open(sealed + "x", place));
}

TEST_F(Seal, LooksDifferentEachTime) {
  EXPECT_NE(sealer.seal(Secret{"seed"}, place, random), sealer.seal(Secret{"seed"}, place, random));
}

TEST_F(Seal, SealsWithTheNewestKeyAndOpensWithAll) {
  const std::string old = sealer.seal(Secret{"seed"}, place, random);
  const Sealer rotated{keys({1, 2})};
  EXPECT_TRUE(rotated.open(old, place));
  const std::string fresh = rotated.seal(Secret{"seed"}, place, random);
  EXPECT_TRUE(rotated.open(fresh, place));
  EXPECT_FALSE(sealer.open(fresh, place)) << "the old key alone must not open it";
  EXPECT_TRUE(Sealer{keys({2})}.open(fresh, place));
}

TEST_F(Seal, NeedsKeysOfFullLength) {
  EXPECT_THROW(Sealer{{}}, Bug);
  std::map<std::uint32_t, Secret> short_key;
  short_key.emplace(1, Secret{"too short"});
  EXPECT_THROW(Sealer{std::move(short_key)}, Bug);
}

}  // namespace
}  // namespace sallyport::crypto
