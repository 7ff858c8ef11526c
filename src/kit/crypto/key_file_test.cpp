#include "kit/crypto/key_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "base/bug.hpp"
#include "kit/crypto/key_rotation.hpp"

namespace sallyport::crypto {
namespace {

using testing::HasSubstr;

class KeyFile : public testing::Test {
 protected:
  KeyFile() {
    std::string name = (std::filesystem::temp_directory_path() / "key_file_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for a test");
    folder = name;
    path = folder / "secrets.key";
  }
  ~KeyFile() override { std::filesystem::remove_all(folder); }

  void write(std::string_view text, mode_t mode = 0400) {
    std::filesystem::remove(path);
    std::ofstream{path} << text;
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
  }
  std::string refusal() {
    try {
      const auto keys = load_keys(path, random);
    } catch (const PrivateFileRefused& refused) {
      return refused.what();
    }
    return "not refused";
  }

  std::filesystem::path folder;
  std::filesystem::path path;
  SystemRandom random;
};

constexpr const char* one = "1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";

TEST_F(KeyFile, IsMadeAtTheFirstStartAndKeptAfterwards) {
  const auto first = load_keys(path, random);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first.at(1).size(), 32U);
  const auto second = load_keys(path, random);
  EXPECT_EQ(first.at(1).reveal(), second.at(1).reveal());
}

TEST_F(KeyFile, IsForItsOwnerToReadAndLeavesNoDraftBehind) {
  static_cast<void>(load_keys(path, random));
  struct stat status{};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0400U);
  EXPECT_EQ(status.st_nlink, 1U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator{folder}, {}), 1);
}

using KeyFileThreads = KeyFile;

TEST_F(KeyFileThreads, RotateTogetherAndLoseNoVersion) {
  write(one);
  std::vector<std::thread> rotating;
  for (int i = 0; i < 8; ++i) rotating.emplace_back([&] { add_key(path, random); });
  for (std::thread& rotation : rotating) rotation.join();
  EXPECT_EQ(read_keys(path).size(), 9U);
}

TEST_F(KeyFileThreads, StartTogetherWithOneKey) {
  std::vector<std::string> seen(8);
  std::vector<std::thread> starting;
  for (std::string& key : seen) {
    starting.emplace_back([&] { key = load_keys(path, random).at(1).reveal(); });
  }
  for (std::thread& start : starting) start.join();
  for (const std::string& key : seen) EXPECT_EQ(key, seen.front());
}

TEST_F(KeyFile, HoldsSeveralVersionsAndComments) {
  write(std::string{"# ours\n\n"} + one +
        "  7\tAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE  # newest\r\n");
  const auto keys = load_keys(path, random);
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys.at(1).reveal(), std::string(32, '\0'));
  EXPECT_EQ(keys.at(7).reveal(), std::string(32, '\x01'));
}

TEST_F(KeyFile, GetsTheNextVersionAndKeepsTheRestOfTheText) {
  write(std::string{"# ours\n"} + one +
        "3 AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE # no newline");
  EXPECT_EQ(add_key(path, random), 4U);
  EXPECT_EQ(add_key(path, random), 5U);
  const auto keys = read_keys(path);
  ASSERT_EQ(keys.size(), 4U);
  EXPECT_EQ(keys.at(1).reveal(), std::string(32, '\0'));
  EXPECT_NE(keys.at(4).reveal(), keys.at(5).reveal());
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  EXPECT_TRUE(text.str().starts_with("# ours\n"));
  struct stat status{};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0400U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator{folder}, {}), 1) << "no draft left";
}

TEST_F(KeyFile, LosesAVersionAndNothingElse) {
  write(std::string{"# ours\n"} + one + "2 AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE\n");
  add_key(path, random);
  remove_key(path, 2, random);
  const auto keys = read_keys(path);
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_TRUE(keys.contains(1) && keys.contains(3));
  EXPECT_THROW(remove_key(path, 3, random), Bug) << "the newest is in use";
  EXPECT_THROW(remove_key(path, 2, random), Bug) << "it is gone";
}

TEST_F(KeyFile, IsRefusedWhenOthersMayUseIt) {
  for (const mode_t mode : {0440U, 0404U, 0420U, 0402U, 0644U, 0666U}) {
    write(one, mode);
    EXPECT_THAT(refusal(), HasSubstr("chmod 400 " + path.string())) << std::oct << mode;
    EXPECT_THAT(refusal(), HasSubstr("mode 0")) << std::oct << mode;
  }
  write(one, 0600);
  EXPECT_EQ(load_keys(path, random).size(), 1U);
}

TEST_F(KeyFile, IsRefusedWhenItIsSomebodyElses) {
  if (geteuid() != 0) GTEST_SKIP() << "SKIPPED: only root can give a file away";
  write(one);
  ASSERT_EQ(chown(path.c_str(), 65534, 65534), 0);
  EXPECT_THAT(refusal(), HasSubstr("chown"));
}

TEST_F(KeyFile, IsRefusedWhenEmptyOrMalformedWithoutShowingAKey) {
  write("");
  EXPECT_THAT(refusal(), HasSubstr("no key"));
  write("# only a comment\n");
  EXPECT_THAT(refusal(), HasSubstr("no key"));
  for (const std::string_view line : {"1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                      "0 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                      "1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                      "1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
                                      "1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/A",
                                      "-1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                      "4294967296 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                      "1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA 2"}) {
    write(std::string{"# first line\n"} + std::string{line} + "\n");
    EXPECT_THAT(refusal(), HasSubstr("secrets.key:2:")) << line;
    EXPECT_THAT(refusal(), testing::Not(HasSubstr("AAAA"))) << line;
  }
  write(std::string{one} + one);
  EXPECT_THAT(refusal(), HasSubstr("twice"));
}

TEST_F(KeyFile, IsRefusedWhenItCannotBeMade) {
  path = folder / "missing" / "secrets.key";
  EXPECT_THAT(refusal(), HasSubstr("cannot create"));
  path = folder;
  EXPECT_THAT(refusal(), HasSubstr("plain file"));
}

}  // namespace
}  // namespace sallyport::crypto
