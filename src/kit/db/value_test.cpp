#include "kit/db/value.hpp"

#include <gtest/gtest.h>

#include "base/bug.hpp"

namespace sallyport::db {
namespace {

Row row_of(Value value) {
  const auto columns = std::make_shared<const std::vector<std::string>>(1, "it");
  return Row{columns, {std::move(value)}};
}

TEST(Row, GivesBackEachKindOfValue) {
  EXPECT_EQ(row_of(42).integer("it"), 42);
  EXPECT_EQ(row_of(std::int64_t{-1}).integer("it"), -1);
  EXPECT_TRUE(row_of(true).boolean("it"));
  EXPECT_FALSE(row_of(false).boolean("it"));
  EXPECT_EQ(row_of(at_unix_seconds(7)).time("it"), at_unix_seconds(7));
  EXPECT_EQ(row_of("text").text("it"), "text");
  EXPECT_EQ(row_of(Bytes{std::string("\0\xff", 2)}).bytes("it"), std::string("\0\xff", 2));
  const auto email = Email::parse("Ann@Example.test");
  ASSERT_TRUE(email);
  EXPECT_EQ(row_of(*email).email("it"), *email);
  const auto id = AccountId::of_bytes("0123456789abcdef");
  EXPECT_EQ(row_of(id).id<AccountId>("it"), id);
}

TEST(Row, TellsNullFromAValue) {
  const Row null = row_of(nullptr);
  EXPECT_TRUE(null.is_null("it"));
  EXPECT_EQ(null.maybe_integer("it"), std::nullopt);
  EXPECT_EQ(null.maybe_time("it"), std::nullopt);
  EXPECT_EQ(null.maybe_text("it"), std::nullopt);
  EXPECT_EQ(null.maybe_id<AccountId>("it"), std::nullopt);
  EXPECT_TRUE(row_of(std::optional<std::int64_t>{}).is_null("it"));
  EXPECT_EQ(row_of(std::optional<Time>{at_unix_seconds(9)}).maybe_time("it"), at_unix_seconds(9));
  EXPECT_EQ(row_of("").maybe_text("it"), "");
}

TEST(Row, TakesAskingForTheWrongThingForABug) {
  const Row row = row_of("text");
  EXPECT_THROW((void)row.text("other"), Bug);
  EXPECT_THROW((void)row.integer("it"), Bug);
  EXPECT_THROW((void)row.bytes("it"), Bug);
  EXPECT_THROW((void)row.email("it"), Bug);
  EXPECT_THROW((void)row.maybe_integer("it"), Bug);
  EXPECT_THROW((void)row_of(nullptr).text("it"), Bug);
  EXPECT_THROW((void)row_of(nullptr).integer("it"), Bug);
}

}  // namespace
}  // namespace sallyport::db
