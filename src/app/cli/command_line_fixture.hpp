// What the tests of the command line share: a settings file of three lines, and the program's
// answers. For tests only.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "app/cli/command_line.hpp"
#include "kit/db/sqlite.hpp"
#include "tests/testkit/service.hpp"

namespace sallyport::app::cli {

/// What the program answered: its exit code, and what stood on its two streams.
struct Answer {
  int code = 0;
  std::string out;
  std::string error;
};

class CommandLine : public testing::Test {
 protected:
  CommandLine() { write_settings(""); }

  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "sallyport.toml"; }
  [[nodiscard]] std::filesystem::path database() const { return folder_.path() / "sallyport.db"; }

  void write_settings(const std::string& more, const std::string& mail = "mail.folder = \"mail\"") {
    std::ofstream{file()} << "public_address = \"https://portal.example\"\n"
                             "storage.database = \"sallyport.db\"\n"
                          << mail << "\n"
                          << more;
  }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  /// Says the words to the program; `input` is what it finds on its standard input.
  Answer say(std::vector<std::string> words, const std::string& input = "") {
    words.insert(words.begin(), {"sallyport", "--config", file().string()});
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    std::istringstream typed{input};
    std::streambuf* const before = std::cin.rdbuf(typed.rdbuf());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    Answer answer;
    answer.code = run(static_cast<int>(arguments.size()), arguments.data());
    answer.out = testing::internal::GetCapturedStdout();
    answer.error = testing::internal::GetCapturedStderr();
    std::cin.rdbuf(before);
    std::cin.clear();
    return answer;
  }
  Answer add_ann(std::vector<std::string> more = {}) {
    std::vector<std::string> words = {
        "contact",      "add", "--organisation", "1",     "--email", "ann@kroon.example",
        "--first-name", "Ann", "--last-name",    "Bakker"};
    words.insert(words.end(), more.begin(), more.end());
    return say(words);
  }
  /// A value out of a program's JSON, read by a parser that is not ours.
  static std::string in_json(const std::string& json, const std::string& path) {
    const auto reader = db::temporary_sqlite();
    return reader->read([&](db::Read& db) {
      return db
          .find_one(
              "SELECT CASE WHEN json_valid($1) THEN"
              " COALESCE(CAST(json_extract($1, $2) AS TEXT), 'nothing') ELSE 'no JSON' END AS "
              "value",
              {json, path})
          ->text("value");
    });
  }
  std::int64_t count(const std::string& table) const {
    const auto opened = db::open_sqlite(database());
    return opened->read([&](db::Read& db) {
      return db.find_one("SELECT COUNT(*) AS number FROM " + table)->integer("number");
    });
  }

 private:
  testkit::Folder folder_;
};

}  // namespace sallyport::app::cli
