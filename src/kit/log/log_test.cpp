#include "kit/log/log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <concepts>
#include <thread>

#include "base/encoding.hpp"
#include "base/secret.hpp"

namespace sallyport::log {
namespace {

using testing::Each;
using testing::EndsWith;
using testing::MatchesRegex;
using testing::SizeIs;

static_assert(std::constructible_from<Field, const char*, std::string>);
static_assert(std::constructible_from<Field, const char*, int>);
static_assert(!std::constructible_from<Field, const char*, const Secret&>);
static_assert(!std::constructible_from<Field, const char*, Secret>);

std::string line_of(Level level, std::string_view event, std::initializer_list<Field> fields = {}) {
  std::string lines;
  Log log{[&](std::string_view line) { lines += line; }};
  log.write(level, event, fields);
  return lines;
}

TEST(Log, WritesOneLineOfJson) {
  EXPECT_THAT(
      line_of(Level::info, "request", {{"path", "/signin"}, {"status", 200}, {"left", -1}}),
      MatchesRegex("\\{\"at\":\"20..-..-..T..:..:..Z\",\"level\":\"info\",\"event\":\"request\","
                   "\"path\":\"/signin\",\"status\":200,\"left\":-1\\}\n"));
  EXPECT_THAT(line_of(Level::warning, "late"),
              EndsWith("\"level\":\"warning\",\"event\":\"late\"}\n"));
  EXPECT_THAT(line_of(Level::error, "lost"), EndsWith("\"level\":\"error\",\"event\":\"lost\"}\n"));
}

TEST(Log, LetsNobodyEndAFieldOrALine) {
  EXPECT_EQ(json_string("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(json_string("a\nb\r\tc\x1b[2J\x7f"), R"("a\nb\u000d\u0009c\u001b[2J\u007f")");
  EXPECT_EQ(json_string(std::string_view{"\0", 1}), R"("\u0000")");
  EXPECT_EQ(json_string("\u009b1m\u2028\u202E\u200B"), R"("\u009b1m\u2028\u202e\u200b")");
}

TEST(Log, KeepsLettersOfEveryAlphabet) {
  EXPECT_EQ(json_string("José 東京 🔑"), "\"José 東京 🔑\"");
}

TEST(Log, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(json_string("a\xFFz"), "\"a\uFFFDz\"");
  EXPECT_EQ(json_string("\xC3"), "\"\uFFFD\"");
  EXPECT_EQ(json_string("\xC0\xAF"), "\"\uFFFD\uFFFD\"");
  EXPECT_EQ(json_string("\xED\xA0\x80"), "\"\uFFFD\uFFFD\uFFFD\"");
  EXPECT_EQ(json_string("\xF4\x90\x80\x80"), "\"\uFFFD\uFFFD\uFFFD\uFFFD\"");
  EXPECT_EQ(json_string("\xE2\x82\"}"), "\"\uFFFD\uFFFD\\\"}\"");
  for (int lead = 0; lead < 256; ++lead) {
    for (int next = 0; next < 256; ++next) {
      const std::string bytes{static_cast<char>(lead), static_cast<char>(next)};
      ASSERT_TRUE(is_utf8(json_string(bytes))) << lead << ' ' << next;
    }
  }
}

TEST(Log, CutsTextsTo256CharactersAndNeverInsideOne) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "€";
  const std::string cut = json_string(text);
  EXPECT_TRUE(is_utf8(cut));
  EXPECT_EQ(code_points(cut), 256U + 2U);
  EXPECT_EQ(json_string(std::string(256, 'x')).size(), 256U + 2U);
}

/// Both ends of a pipe; writing to it never waits.
struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_NONBLOCK) != 0) throw std::runtime_error("no pipe");
    read_end = ends[0];
    write_end = ends[1];
  }
  ~Pipe() {
    if (read_end >= 0) ::close(read_end);
    ::close(write_end);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  std::string take() const {
    std::string bytes(1 << 17, '\0');
    const auto count = ::read(read_end, bytes.data(), bytes.size());
    bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return bytes;
  }

  int read_end = -1;
  int write_end = -1;
};

TEST(Log, WritesToADescriptor) {
  const Pipe pipe;
  Log log = to_descriptor(pipe.write_end);
  log.write(Level::info, "started");
  EXPECT_THAT(pipe.take(), EndsWith("\"event\":\"started\"}\n"));
}

TEST(Log, LivesOnWhenTheReaderIsGone) {
  Pipe pipe;
  Log log = to_descriptor(pipe.write_end);
  ::close(pipe.read_end);
  pipe.read_end = -1;
  log.write(Level::info, "nobody_reads");
}

TEST(Log, LosesLinesRatherThanWaitForASlowReader) {
  const Pipe pipe;
  Log log = to_descriptor(pipe.write_end);
  const std::string text(200, 'x');
  for (int i = 0; i < 1000; ++i) log.write(Level::info, "flood", {{"text", text}});
  EXPECT_FALSE(pipe.take().empty());
  log.write(Level::info, "after_the_flood");
  EXPECT_THAT(pipe.take(), EndsWith("\"event\":\"after_the_flood\"}\n"));
}

TEST(Log, LivesOnWhenTheDiskIsFull) {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  Log log = to_descriptor(full);
  log.write(Level::error, "disk_full");
  ::close(full);
}

TEST(LogThreads, NeverMixTheirLines) {
  std::vector<std::string> lines;
  Log log{[&](std::string_view line) { lines.emplace_back(line); }};
  std::vector<std::thread> threads;
  for (int number = 0; number < 4; ++number) {
    threads.emplace_back([&log, number] {
      for (int i = 0; i < 250; ++i) log.write(Level::info, "line", {{"thread", number}});
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(lines, SizeIs(1000));
  EXPECT_THAT(lines, Each(EndsWith("}\n")));
}

}  // namespace
}  // namespace sallyport::log
