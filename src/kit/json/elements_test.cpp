#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kit/json/json.hpp"

namespace sallyport::json {
namespace {

using testing::ElementsAre;

std::vector<std::string> texts(std::string_view array) {
  const auto elements = elements_of(array);
  std::vector<std::string> found;
  if (!elements) return {"no array"};
  for (const Element& element : *elements) found.emplace_back(element.text);
  return found;
}

TEST(JsonElements, AreTakenApartWithTheLineEachBeginsIn) {
  const auto elements = elements_of("[\n  {\"a\": \"],{\"},\n\n  {\"b\": [1, {}]} ,7\n]\n");
  ASSERT_TRUE(elements.has_value());
  ASSERT_EQ(elements->size(), 3);
  EXPECT_EQ(elements->at(0).text, "{\"a\": \"],{\"}");
  EXPECT_EQ(elements->at(0).line, 2);
  EXPECT_EQ(elements->at(1).text, "{\"b\": [1, {}]}");
  EXPECT_EQ(elements->at(1).line, 4);
  EXPECT_EQ(elements->at(2).text, "7");
}

TEST(JsonElements, OfTextsWithEscapedQuotesEndWhereTheyEnd) {
  EXPECT_THAT(texts(R"(["a\"]", "\\"])"), ElementsAre(R"("a\"]")", R"("\\")"));
  EXPECT_THAT(texts("[]"), ElementsAre());
}

TEST(JsonElements, OfABrokenArraySayWhereItBreaks) {
  for (const char* broken : {"", "{}", "[", "[1", "[1,]", "[,1]", "[1]2", "[{]}", "[\"a]", "[1}]"})
    EXPECT_THAT(texts(broken), ElementsAre("no array")) << broken;
  const auto fault = elements_of("[\n 1,\n  ]");
  ASSERT_FALSE(fault.has_value());
  EXPECT_EQ(fault.error().line, 3);
  EXPECT_EQ(fault.error().column, 3);
}

TEST(JsonMembers, ComeAsTextsWhateverTheyAre) {
  const auto members = read_members(R"({"a":"x","b":7,"c":true,"d":null,"e":{"f":[1]}})");
  ASSERT_TRUE(members.has_value());
  EXPECT_EQ(*members,
            (Texts{{"a", "x"}, {"b", "7"}, {"c", "true"}, {"d", ""}, {"e", R"({"f":[1]})"}}));
  EXPECT_EQ(read_members("[]"), std::nullopt);
  EXPECT_EQ(read_members(R"({"a":)"), std::nullopt);
  EXPECT_EQ(*read_list(R"(["a",1])"), (std::vector<std::string>{"a", "1"}));
  EXPECT_EQ(read_list("{}"), std::nullopt);
}

}  // namespace
}  // namespace sallyport::json
