#include "base/id.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace sallyport {
namespace {

AccountId counted() { return AccountId::of_bytes("0123456789abcdef"); }

TEST(Id, ReadsBackTheTextItWrote) {
  const std::string text = counted().text();
  EXPECT_EQ(text.size(), 26U);
  EXPECT_EQ(AccountId::parse(text), counted());
  EXPECT_EQ(counted().bytes(), "0123456789abcdef");
}

TEST(Id, HasOneSpelling) {
  const std::string text = AccountId::of_bytes(std::string(16, '\0')).text();
  ASSERT_EQ(text, std::string(26, '0'));
  EXPECT_FALSE(AccountId::parse(std::string(26, 'o')))
      << "a code on paper may say so, an address not";
  std::string upper = counted().text();
  for (char& letter : upper) letter = static_cast<char>(std::toupper(letter));
  EXPECT_FALSE(AccountId::parse(upper));
}

TEST(Id, IsNothingForOtherTexts) {
  const std::string text = counted().text();
  for (const std::string& other : {std::string{}, text.substr(1), text + "0", text + text,
                                   std::string(26, '!'), std::string(26, 'z'), " " + text}) {
    EXPECT_FALSE(AccountId::parse(other)) << other;
  }
}

TEST(Id, HasSixteenBytes) {
  EXPECT_THROW(static_cast<void>(AccountId::of_bytes("short")), Bug);
  EXPECT_THROW(static_cast<void>(AccountId::of_bytes(std::string(17, 'x'))), Bug);
}

TEST(Id, IsOfOneKind) {
  EXPECT_FALSE((std::is_convertible_v<AccountId, ContactId>));
  EXPECT_FALSE((std::is_constructible_v<AccountId, ContactId>));
}

}  // namespace
}  // namespace sallyport
