#include "core/keyring/keyring.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <array>
#include <stdexcept>

namespace sallyport::keyring {
namespace {

using std::filesystem::perms;
using testing::HasSubstr;

constexpr std::array files = {"seal.key", "pepper.key", "form.key", "throttle.key"};

class KeysFolder : public testing::Test {
 protected:
  KeysFolder() {
    std::string name = std::filesystem::temp_directory_path() / "sallyport-keys-XXXXXX";
    above = ::mkdtemp(name.data());
  }
  ~KeysFolder() override { std::filesystem::remove_all(above); }

  static perms mode(const std::filesystem::path& path) {
    return std::filesystem::status(path).permissions() & perms::mask;
  }
  std::string refusal() {
    try {
      (void)load(above / "keys", random);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return {};
  }

  std::filesystem::path above;
  crypto::SystemRandom random;
};

TEST_F(KeysFolder, IsMadeAtTheFirstStartForTheServiceAlone) {
  (void)load(above / "keys", random);
  EXPECT_EQ(mode(above / "keys"), perms::owner_all);
  for (const auto* file : files) EXPECT_EQ(mode(above / "keys" / file), perms::owner_read) << file;
}

TEST_F(KeysFolder, HoldsTheSameKeysAtTheNextStart) {
  const Keyring first = load(above / "keys", random);
  const Keyring second = load(above / "keys", random);
  EXPECT_EQ(first.form_key.reveal(), second.form_key.reveal());
  EXPECT_EQ(first.throttle_key.reveal(), second.throttle_key.reveal());
  EXPECT_EQ(first.peppers.at(1).reveal(), second.peppers.at(1).reveal());
  const crypto::Place place{.table = "t", .column = "c", .row = "r"};
  const auto opened = second.sealer.open(first.sealer.seal(Secret{"words"}, place, random), place);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->reveal(), "words");
}

TEST_F(KeysFolder, HoldsADifferentKeyForEachUse) {
  const Keyring keys = load(above / "keys", random);
  EXPECT_EQ(keys.form_key.size(), 32U);
  EXPECT_NE(keys.form_key.reveal(), keys.throttle_key.reveal());
  EXPECT_NE(keys.form_key.reveal(), keys.peppers.at(1).reveal());
}

TEST_F(KeysFolder, IsRefusedWhenOthersMayReadAKeyAndSaysWhatToDo) {
  (void)load(above / "keys", random);
  for (const auto* file : files) {
    std::filesystem::permissions(above / "keys" / file, perms::others_read | perms::owner_read);
    EXPECT_THAT(refusal(), HasSubstr(file));
    EXPECT_THAT(refusal(), HasSubstr("chmod"));
    std::filesystem::permissions(above / "keys" / file, perms::owner_read);
  }
  EXPECT_EQ(refusal(), "");
}

TEST_F(KeysFolder, IsNotMadeUnderAFolderThatIsNotThere) {
  EXPECT_THROW((void)load(above / "mistyped" / "keys", random), std::runtime_error);
  EXPECT_FALSE(std::filesystem::exists(above / "mistyped"));
}

}  // namespace
}  // namespace sallyport::keyring
