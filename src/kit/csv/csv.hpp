// Tables as text: CSV as spreadsheets and databases write it.
//
// Source  RFC 4180, and what is met beside it: ; or a tab between fields (spreadsheets of countries
//         whose decimal sign is a comma), LF alone, a byte order mark.
//
//     file   = [BOM] record *(EOL record) [EOL]      EOL = CRLF / LF
//     record = field *(separator field)              separator = "," / ";" / TAB, the same
//     throughout field  = '"' *(any but '"' / '""') '"'  /  *(any but '"', separator, EOL)
//
// Lines that are empty, or begin with #, are passed over between records.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sallyport::csv {

/// Longer ones are refused.
inline constexpr std::size_t longest_field = 8192;

struct Record {
  std::size_t line = 1;  // in which it begins
  std::vector<std::string> fields;
};

/// Where the text is not a table, and a sentence that says why and what to do.
struct Fault {
  std::size_t line = 1;
  std::size_t field = 0;  // which one of its record, from 1; 0: none in particular
  std::string sentence;
};

/// All records, the header among them. All of them have as many fields as the first.
[[nodiscard]] Result<std::vector<Record>, Fault> read(std::string_view text);

}  // namespace sallyport::csv
