// A file of people as somebody exported it: CSV or JSON, taken apart into rows of named fields.
//
// Read    people_file.hpp; person.hpp (what the fields mean); bringing.hpp (what is done about a
//         person); import.hpp (the file as a whole, in pieces). docs/operate/people.md has the
//         columns.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sallyport::app::people {

/// What is wrong in the file, where, and what to do.
struct Fault {
  std::size_t line = 1;
  std::string column;  // "password_hash"; empty: none in particular
  std::string sentence;
};

struct Column {
  std::string_view name;
  bool is_needed = false;
  std::size_t most = 0;  // letters
};
[[nodiscard]] std::span<const Column> columns();

struct Row {
  std::size_t line = 1;
  std::map<std::string, std::string> fields;  // by the column's name; empty ones are left out

  /// Empty when it is not there.
  [[nodiscard]] std::string_view text(std::string_view column) const;
};

enum class Format { csv, json };

/// The rows, or all that is wrong with the file as such.
[[nodiscard]] Result<std::vector<Row>, std::vector<Fault>> read_rows(std::string_view bytes,
                                                                     Format);

}  // namespace sallyport::app::people
