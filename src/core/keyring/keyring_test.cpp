#include "core/keyring/keyring.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <array>
#include <stdexcept>

#include "kit/crypto/key_rotation.hpp"

namespace sallyport::keyring {
namespace {

using std::filesystem::perms;
using testing::HasSubstr;

constexpr std::array files = {"seal.key",     "pepper.key", "form.key",
                              "throttle.key", "audit.key",  "push.key"};

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
  EXPECT_EQ(first.form_key.newest().key.reveal(), second.form_key.newest().key.reveal());
  EXPECT_EQ(first.throttle_key.newest().key.reveal(), second.throttle_key.newest().key.reveal());
  EXPECT_EQ(first.peppers.find(1)->reveal(), second.peppers.find(1)->reveal());
  const crypto::Place place{.table = "t", .column = "c", .row = "r"};
  const auto opened = second.sealer.open(first.sealer.seal(Secret{"words"}, place, random), place);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->reveal(), "words");
}

TEST_F(KeysFolder, HoldsADifferentKeyForEachUse) {
  const Keyring keys = load(above / "keys", random);
  EXPECT_EQ(keys.form_key.newest().key.size(), 32U);
  EXPECT_NE(keys.form_key.newest().key.reveal(), keys.throttle_key.newest().key.reveal());
  EXPECT_NE(keys.form_key.newest().key.reveal(), keys.peppers.find(1)->reveal());
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

TEST_F(KeysFolder, GivesARunningProgramTheNewVersionWhenItLooksAgain) {
  const Keyring running = load(above / "keys", random);
  EXPECT_FALSE(running.refresh());
  for (const KeyName& key : key_names()) {
    EXPECT_EQ(crypto::add_key(file_of(above / "keys", key.name), random), 2U) << key.name;
  }
  EXPECT_TRUE(running.refresh());
  EXPECT_FALSE(running.refresh());
  for (const crypto::Keys& keys : {running.sealer.keys(), running.peppers, running.form_key,
                                   running.throttle_key, running.audit_key, running.push_key}) {
    EXPECT_EQ(keys.newest().number, 2U);
    EXPECT_EQ(keys.all().size(), 2U);
  }
}

TEST_F(KeysFolder, GivesAVersionThatAnotherProgramUsedBeforeAnybodyLooked) {
  const Keyring running = load(above / "keys", random);
  crypto::add_key(file_of(above / "keys", "seal"), random);
  const Keyring command = load(above / "keys", random);
  const crypto::Place place{.table = "t", .column = "c", .row = "r"};
  const std::string sealed = command.sealer.seal(Secret{"words"}, place, random);
  const auto opened = running.sealer.open(sealed, place);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->reveal(), "words");
}

TEST_F(KeysFolder, KeepsTheKeysItHasWhenAFileMayNoLongerBeUsed) {
  const Keyring running = load(above / "keys", random);
  crypto::add_key(above / "keys" / "form.key", random);
  std::filesystem::permissions(above / "keys" / "form.key", perms::owner_read | perms::group_read);
  EXPECT_THROW((void)running.refresh(), crypto::PrivateFileRefused);
  EXPECT_EQ(running.form_key.newest().number, 1U);
  std::filesystem::permissions(above / "keys" / "form.key", perms::owner_read);
  EXPECT_TRUE(running.refresh());
  EXPECT_EQ(running.form_key.newest().number, 2U);
}

TEST_F(KeysFolder, IsNotMadeUnderAFolderThatIsNotThere) {
  EXPECT_THROW((void)load(above / "mistyped" / "keys", random), std::runtime_error);
  EXPECT_FALSE(std::filesystem::exists(above / "mistyped"));
}

}  // namespace
}  // namespace sallyport::keyring
