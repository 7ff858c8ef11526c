#include "base/secret.hpp"

#include <gtest/gtest.h>

#include <concepts>
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

}  // namespace
}  // namespace sallyport
