#include "kit/crypto/keys.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <thread>
#include <vector>

#include "base/bug.hpp"
#include "kit/crypto/key_rotation.hpp"

namespace sallyport::crypto {
namespace {

class LivingKeys : public testing::Test {
 protected:
  LivingKeys() {
    std::string name = (std::filesystem::temp_directory_path() / "keys_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for a test");
    folder = name;
  }
  ~LivingKeys() override { std::filesystem::remove_all(folder); }

  std::filesystem::path folder;
  SystemRandom random;
};

TEST_F(LivingKeys, TakeANewVersionOverWhenTheFileHasChanged) {
  const Keys keys = Keys::of_file(folder / "a.key", random);
  EXPECT_EQ(keys.newest().number, 1U);
  EXPECT_FALSE(keys.refresh());
  add_key(folder / "a.key", random);
  EXPECT_EQ(keys.newest().number, 1U) << "not before somebody looks";
  EXPECT_TRUE(keys.refresh());
  EXPECT_EQ(keys.newest().number, 2U);
  EXPECT_EQ(keys.all().size(), 2U);
}

TEST_F(LivingKeys, LookForAVersionThatTheyDoNotKnow) {
  const Keys keys = Keys::of_file(folder / "a.key", random);
  EXPECT_EQ(keys.find(2), nullptr);
  add_key(folder / "a.key", random);
  ASSERT_NE(keys.find(2), nullptr);
  EXPECT_EQ(keys.find(3), nullptr);
}

TEST_F(LivingKeys, ForgetARetiredVersionButKeepWhatWasHandedOut) {
  const Keys keys = Keys::of_file(folder / "a.key", random);
  const Secret& held = *keys.find(1);
  const Secret before = held.copy();
  add_key(folder / "a.key", random);
  remove_key(folder / "a.key", 1, random);
  EXPECT_TRUE(keys.refresh());
  EXPECT_EQ(keys.find(1), nullptr);
  EXPECT_EQ(keys.all().size(), 1U);
  EXPECT_EQ(held.reveal(), before.reveal());
}

TEST_F(LivingKeys, MakeNoNewFileForOneThatDisappears) {
  const Keys keys = Keys::of_file(folder / "a.key", random);
  std::filesystem::remove(folder / "a.key");
  EXPECT_THROW((void)keys.refresh(), PrivateFileRefused);
  EXPECT_EQ(keys.newest().number, 1U) << "what it has it keeps";
  EXPECT_FALSE(std::filesystem::exists(folder / "a.key"));
}

TEST_F(LivingKeys, AreOneOrMoreAndOfFullLength) {
  EXPECT_THROW((Keys{std::map<std::uint32_t, Secret>()}), Bug);
  std::map<std::uint32_t, Secret> short_key;
  short_key.emplace(1, Secret{"too short"});
  EXPECT_THROW(Keys{std::move(short_key)}, Bug);
}

using KeysThreads = LivingKeys;

TEST_F(KeysThreads, AreUsedWhileTheyChange) {
  const Keys keys = Keys::of_file(folder / "a.key", random);
  std::atomic<bool> stop = false;
  std::vector<std::thread> users;
  for (int i = 0; i < 4; ++i) {
    users.emplace_back([&] {
      while (!stop) {
        const auto version = keys.newest();
        ASSERT_EQ(version.key.size(), 32U);
        ASSERT_NE(keys.find(version.number), nullptr);
      }
    });
  }
  for (int i = 0; i < 20; ++i) {
    add_key(folder / "a.key", random);
    keys.refresh();
  }
  stop = true;
  for (std::thread& user : users) user.join();
  EXPECT_EQ(keys.newest().number, 21U);
}

}  // namespace
}  // namespace sallyport::crypto
