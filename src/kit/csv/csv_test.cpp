#include "kit/csv/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace sallyport::csv {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Table = std::vector<std::vector<std::string>>;

Table fields(std::string_view text) {
  const auto records = read(text);
  Table table;
  if (!records) return {{"fault", records.error().sentence}};
  for (const Record& record : *records) table.push_back(record.fields);
  return table;
}

Fault fault(std::string_view text) {
  const auto records = read(text);
  return records ? Fault{0, 0, "none"} : records.error();
}

TEST(Csv, IsReadAsRfc4180SaysIt) {
  EXPECT_EQ(fields("a,b\r\n1,2\r\n"), (Table{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(fields("a,b\n\"x, \"\"y\"\"\nz\",\n"), (Table{{"a", "b"}, {"x, \"y\"\nz", ""}}));
  EXPECT_EQ(fields("a\nlast without end"), (Table{{"a"}, {"last without end"}}));
  EXPECT_EQ(fields(""), Table{});
}

TEST(Csv, OfOtherSpreadsheetsHasSemicolonsTabsAndAMarkBefore) {
  EXPECT_EQ(fields("\xEF\xBB\xBF"
                   "a;b\r\n\"x;y\";1,5\r\n"),
            (Table{{"a", "b"}, {"x;y", "1,5"}}));
  EXPECT_EQ(fields("a\tb\n1,2\t3;4\n"), (Table{{"a", "b"}, {"1,2", "3;4"}}));
  EXPECT_EQ(fields("\"a;b;c\",d\n1,2\n"), (Table{{"a;b;c", "d"}, {"1", "2"}}));
}

TEST(Csv, PassesOverEmptyLinesAndCommentsAndStillCountsThem) {
  const auto records = read("# what this is\n\na,b\n# between\n1,\"two\nlines\"\n\n3,4\n# end");
  ASSERT_TRUE(records.has_value());
  ASSERT_EQ(records->size(), 3);
  EXPECT_EQ(records->at(0).line, 3);
  EXPECT_EQ(records->at(1).line, 5);
  EXPECT_EQ(records->at(2).line, 8);
}

TEST(Csv, ThatIsBrokenSaysWhereAndWhatToDo) {
  const std::vector<std::tuple<std::string, std::size_t, std::size_t, std::string>> broken = {
      {"a,b\n1,\"2\n3,4\n", 2, 2, "never closed"},
      {"a,b\n1,x\"2\n", 2, 2, "twice"},
      {"a,b\n\"1\"x,2\n", 2, 1, "twice"},
      {"a,b\n1,2\n1,2,3\n", 3, 0, "3 fields, and the first line 2"},
      {"a,b\n1\n", 2, 0, "1 fields"},
      {"a,b\n1,Ren\xE9\n", 2, 2, "UTF-8"},
      {"\xFF\xFE"
       "a",
       1, 0, "UTF-16"},
      {std::string{"a\nx\0y\n", 6}, 2, 1, "unprintable"},
      {"a,b\rc,d\r", 1, 2, "unprintable"},
      {"a\n" + std::string(9000, 'x') + "\n", 2, 1, "9000 bytes"},
  };
  for (const auto& [text, line, field, sentence] : broken) {
    const Fault found = fault(text);
    EXPECT_EQ(found.line, line) << text;
    EXPECT_EQ(found.field, field) << text;
    EXPECT_THAT(found.sentence, HasSubstr(sentence)) << text;
  }
}

RC_GTEST_PROP(Csv, AnyTableThatWasWrittenIsReadAgain, ()) {
  const char separator = *rc::gen::element(',', ';', '\t');
  const auto width = *rc::gen::inRange<std::size_t>(separator == ',' ? 1 : 2, 5);
  const auto letters = rc::gen::container<std::string>(
      rc::gen::element('a', 'b', '"', ',', ';', '\t', '\n', '\r', ' ', '#'));
  const auto table =
      *rc::gen::container<Table>(rc::gen::container<std::vector<std::string>>(width, letters));
  std::string text;
  for (std::size_t column = 0; column < width; ++column)
    text += (column > 0 ? std::string(1, separator) : "") + "h";
  text += *rc::gen::element(std::string{"\n"}, std::string{"\r\n"});
  for (const auto& record : table) {
    for (std::size_t column = 0; column < width; ++column) {
      if (column > 0) text += separator;
      text += '"';
      for (const char c : record[column]) text += c == '"' ? "\"\"" : std::string(1, c);
      text += '"';
    }
    text += '\n';
  }
  auto read_again = fields(text);
  RC_ASSERT(!read_again.empty());
  read_again.erase(read_again.begin());
  RC_ASSERT(read_again == table);
}

RC_GTEST_PROP(Csv, OfAnyBytesIsATableOrAFaultInALineThatIsThere, (const std::string& bytes)) {
  const auto records = read(bytes);
  const auto lines = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n')) + 1;
  if (records) {
    for (const Record& record : *records) RC_ASSERT(record.line <= lines);
  } else {
    RC_ASSERT(records.error().line <= lines);
    RC_ASSERT(!records.error().sentence.empty());
  }
}

}  // namespace
}  // namespace sallyport::csv
