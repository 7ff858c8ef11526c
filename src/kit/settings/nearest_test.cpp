#include "kit/settings/nearest.hpp"

#include <gtest/gtest.h>

#include <array>

namespace sallyport::settings {
namespace {

TEST(NearestKey, CountsLettersAddedRemovedAndReplaced) {
  EXPECT_EQ(edit_distance("folder", "folder"), 0U);
  EXPECT_EQ(edit_distance("foldr", "folder"), 1U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("sitting", "kitten"), 3U);
}

TEST(NearestKey, FindsTheOneWithTheFewestEdits) {
  constexpr auto known =
      std::to_array<std::string_view>({"mail.ports", "mail.port", "http.threads"});
  EXPECT_EQ(nearest_key("mail.prt", known), "mail.port");
  EXPECT_EQ(nearest_key("http.thr", known), std::nullopt) << "four edits are too many";
  EXPECT_EQ(nearest_key("http.threa", known), "http.threads");
}

TEST(NearestKey, FindsTheSameLastPartInAnotherTable) {
  constexpr auto known = std::to_array<std::string_view>({"portal.name", "outgoing_mail.folder"});
  EXPECT_EQ(nearest_key("letters.folder", known), "outgoing_mail.folder");
  EXPECT_EQ(nearest_key("folder", known), "outgoing_mail.folder");
}

TEST(NearestKey, GuessesNothingWhenMostLettersWouldChange) {
  constexpr auto known = std::to_array<std::string_view>({"abc"});
  EXPECT_EQ(nearest_key("xyz", known), std::nullopt);
  EXPECT_EQ(nearest_key("", known), std::nullopt);
}

}  // namespace
}  // namespace sallyport::settings
