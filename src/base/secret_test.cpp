#include "base/secret.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cctype>
#include <concepts>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <type_traits>

namespace sallyport {
namespace {

TEST(Secret, HoldsAllBytesWithZeroesAmongThem) {
  const std::string_view bytes{"a\0b", 3};
  EXPECT_EQ(Secret{bytes}.reveal(), bytes);
  EXPECT_EQ(Secret{bytes}.size(), 3U);
  EXPECT_TRUE(Secret{}.empty());
}

// What must not compile: else a secret is copied, compared or printed by accident.
template <class Stream, class Value>
concept Printable = requires(Stream& stream, const Value& value) { stream << value; };

TEST(Secret, CannotBeCopiedComparedOrPrinted) {
  EXPECT_FALSE(std::copy_constructible<Secret>);
  EXPECT_FALSE(std::is_copy_assignable_v<Secret>);
  EXPECT_FALSE(std::equality_comparable<Secret>);
  EXPECT_FALSE((Printable<std::ostream, Secret>));
  EXPECT_FALSE((std::is_convertible_v<std::string, Secret>));
  EXPECT_FALSE((std::is_convertible_v<Secret, std::string_view>));
}

// Short texts stand inside the string, long ones outside: both must go.
TEST(Secret, WipesWhatItTookOver) {
  for (const std::size_t size : {8U, 100U}) {
    std::string typed(size, 'p');
    const char* const place = typed.data();
    const Secret secret{std::move(typed)};
    EXPECT_EQ(secret.reveal(), std::string(size, 'p'));
    EXPECT_EQ(std::string_view(place, size).find('p'), std::string_view::npos) << size;
  }
}

TEST(Secret, LeavesNothingBehindWhereItWasMovedFrom) {
  for (const std::size_t size : {8U, 100U}) {
    Secret first{std::string(size, 'p')};
    const Secret second{std::move(first)};
    EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is what is tested
    EXPECT_EQ(std::string_view(first.reveal().data(), 8).find('p'), std::string_view::npos);
    EXPECT_EQ(second.size(), size);
  }
}

TEST(Secret, IsReplacedByAssignment) {
  Secret secret{"old"};
  secret = Secret{"new"};
  EXPECT_EQ(secret.reveal(), "new");
  Secret& same = secret;
  secret = std::move(same);
  EXPECT_EQ(secret.reveal(), "new");
}

TEST(Secret, CopiesOnlyWhenAsked) {
  const Secret secret{"seed"};
  const Secret copy = secret.copy();
  EXPECT_EQ(copy.reveal(), secret.reveal());
  EXPECT_NE(copy.reveal().data(), secret.reveal().data());
}

TEST(Secret, WipesAlsoWhatStoodThereBefore) {
  std::string text(100, 'p');
  text.resize(3);
  const char* const place = text.data();
  wipe(text);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(std::string_view(place, 100).find('p'), std::string_view::npos);
}

TEST(Secret, CanLieInMemoryOfItsOwnThatIsLockedAndNotDumped) {
  Secret secret = Secret{"a key of many bytes"}.in_locked_memory();
  EXPECT_EQ(secret.reveal(), "a key of many bytes");
  EXPECT_EQ(secret.size(), 19U);
  EXPECT_FALSE(secret.empty());
  EXPECT_EQ(secret.copy().reveal(), secret.reveal());

  Secret moved = std::move(secret);
  EXPECT_EQ(moved.reveal(), "a key of many bytes");
  EXPECT_TRUE(secret.empty());  // NOLINT(bugprone-use-after-move): that it is empty is the point
  secret = std::move(moved).in_locked_memory();
  EXPECT_EQ(secret.reveal(), "a key of many bytes");
  secret = Secret{"short"};
  EXPECT_EQ(secret.reveal(), "short");

  const Secret locked = Secret{"a key"}.in_locked_memory();
  std::ifstream maps{"/proc/self/smaps"};
  const auto place = reinterpret_cast<std::uintptr_t>(locked.reveal().data());
  std::string line;
  bool inside = false;
  std::string flags;
  while (std::getline(maps, line)) {
    const auto dash = line.find('-');
    if (dash != std::string::npos && dash < 17 && std::isxdigit(line[0])) {
      inside = place >= std::stoull(line, nullptr, 16) &&
               place < std::stoull(line.substr(dash + 1), nullptr, 16);
    }
    if (inside && line.starts_with("VmFlags:")) flags = line;
  }
  EXPECT_NE(flags.find(" dd"), std::string::npos) << "left out of dumps: " << flags;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "SKIPPED: the sanitizers let nothing be locked";
#endif
  static char page[8192];
  if (mlock(page, sizeof page) != 0) GTEST_SKIP() << "SKIPPED: this user may lock no memory";
  EXPECT_NE(flags.find(" lo"), std::string::npos) << "locked: " << flags;
}

}  // namespace
}  // namespace sallyport
