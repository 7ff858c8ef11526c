#include "kit/http/form.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

#include "base/encoding.hpp"

namespace sallyport::http {
namespace {

using namespace std::string_literals;

TEST(Form, ReadsWhatABrowserSends) {
  const auto form =
      Form::parse("email=ann%40example.com&password=a+b%2Bc&note=%E2%82%AC&remember=");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->text("email", 254), "ann@example.com");
  EXPECT_EQ(form->text("password", 254), "a b+c");
  EXPECT_EQ(form->text("note", 254), "€");
  EXPECT_EQ(form->text("remember", 254), "");
  EXPECT_TRUE(form->has("remember"));
  EXPECT_FALSE(form->has("role"));
  EXPECT_EQ(form->fields().size(), 4U);
}

TEST(Form, KeepsTextToTheLengthThatWasAskedFor) {
  const auto form = Form::parse("code=123456");
  ASSERT_TRUE(form);
  EXPECT_EQ(form->text("code", 6), "123456");
  EXPECT_EQ(form->text("code", 5), std::nullopt);
  EXPECT_EQ(form->text("name", 5), std::nullopt);
}

TEST(Form, TakesNothingAndEmptyPairs) {
  EXPECT_TRUE(Form::parse("")->fields().empty());
  EXPECT_EQ(Form::parse("&a=1&&b=2&")->fields().size(), 2U);
  EXPECT_EQ(Form::parse("a")->text("a", 9), "");
  EXPECT_EQ(Form::parse("a=b=c")->text("a", 9), "b=c");
}

TEST(Form, RefusesTheWholeWhenOneFieldIsWrong) {
  for (const auto& text : {
           "a=%"s,         "a=%4"s,
           "a=%4g"s,       "a=%g4"s,
           "a=% 1"s,       "%=1"s,
           "a=1%"s,        "a=%-1"s,  // escapes
           "a=1&a=2"s,     "a=1&%61=2"s,
           "a=1&b=2&a="s,              // twice
           "=1"s,          "a=1&=2"s,  // no name
           "a=%00"s,       "a%00=1"s,
           "a=\0"s,        "password=right%00wrong"s,  // NUL
           "a=%FF"s,       "a=%C3"s,
           "a=%C0%AF"s,    "a=%E0%80%AF"s,
           "a=%ED%A0%80"s, "%FF=1"s,  // not UTF-8
           "a=\xff"s,      "a=%F4%90%80%80"s,
       }) {
    EXPECT_FALSE(Form::parse(text)) << text;
    EXPECT_FALSE(Form::parse("before=1&" + text)) << text;
  }
}

TEST(Form, TakesSixtyFourFieldsAndNoMore) {
  std::string text;
  for (int i = 0; i < 64; ++i) text += fmt::format("field{}=x&", i);
  ASSERT_TRUE(Form::parse(text));
  EXPECT_EQ(Form::parse(text)->fields().size(), 64U);
  EXPECT_FALSE(Form::parse(text + "one_more=x"));
}

TEST(Form, IsReplacedByAnother) {
  Form form = *Form::parse("password=first");
  form = *Form::parse("password=second");
  EXPECT_EQ(form.text("password", 99), "second");
  Form other;
  other = form;
  EXPECT_EQ(other.text("password", 99), "second");
  EXPECT_EQ(form.text("password", 99), "second");
}

TEST(Form, ReadsBackAnyTextThatWasEncoded) {
  std::mt19937 chance{1};
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (auto length = chance() % 20; length > 0; --length) {
      text += chance() % 4 == 0 ? "é" : std::string(1, static_cast<char>(1 + chance() % 127));
    }
    const auto form = Form::parse("a=" + percent_encode(text));
    ASSERT_TRUE(form) << percent_encode(text);
    EXPECT_EQ(form->text("a", 999), text);
  }
}

TEST(Form, AnswersAnyBytesWithAFormOrNothing) {
  std::mt19937 chance{2};
  constexpr std::string_view letters = "ab=&%+0f\xC3\xA9 \n";
  int forms = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (auto length = chance() % 24; length > 0; --length)
      text += letters[chance() % letters.size()];
    const auto form = Form::parse(text);
    if (!form) continue;
    ++forms;
    for (const auto& [name, value] : form->fields()) {
      EXPECT_TRUE(!name.empty() && is_utf8(name) && is_utf8(value)) << text;
    }
  }
  EXPECT_GT(forms, 500);
}

}  // namespace
}  // namespace sallyport::http
