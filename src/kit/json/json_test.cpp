#include "kit/json/json.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace sallyport::json {
namespace {

TEST(Json, ReadsBackTheTextsItWrote) {
  const Texts texts{{"name", "Ann \"A\" O'Neil\n"}, {"emoji", "\xF0\x9F\x94\x91"}, {"empty", ""}};
  EXPECT_EQ(read_texts(write(texts)), texts);
}

TEST(Json, RefusesWhatIsNotAFlatObjectOfTexts) {
  for (const std::string_view text : {"", "[]", "{\"a\":1}", "{\"a\":{\"b\":\"c\"}}",
                                      "{\"a\":\"b\"", "{\"a\":\"b\"} x", "{\"a\":\"\xFF\"}"}) {
    EXPECT_FALSE(read_texts(text)) << text;
  }
  EXPECT_FALSE(read_texts("{\"a\":\"" + std::string(70'000, 'x') + "\"}"));
}

TEST(Json, AddsAMemberThatIsNotAlwaysThere) {
  Object object = Object{}.add("state", "open");
  object = std::move(object).add("phone", "Pixel 8");
  EXPECT_EQ(object.text(), R"({"state":"open","phone":"Pixel 8"})");
}

TEST(Json, WritesObjectsAndArrays) {
  EXPECT_EQ(Object{}.text(), "{}");
  EXPECT_EQ(Object{}.add("number", 7).add("name", "A\"B").add("access", true).text(),
            R"({"number":7,"name":"A\"B","access":true})");
  const std::vector<std::string> roles{"administrator", "x"};
  EXPECT_EQ(Object{}.add_written("roles", array(roles, quoted)).text(),
            R"({"roles":["administrator","x"]})");
}

}  // namespace
}  // namespace sallyport::json
