// Reads a catalogue as people write it: a .po file.
//
// Source  GNU gettext manual §10 (The Format of PO Files), narrowed to what we write: no contexts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sallyport::text {

/// One text and how it is said: one form, or two where there is a plural.
struct Translation {
  std::string singular;
  std::string plural;  // empty when there is none
  std::vector<std::string> forms;
  int line = 0;  // of its msgid

  bool operator==(const Translation&) const = default;
};

struct PoFault {
  int line = 0;
  std::string reason;
};

/// All entries but the header, in the order of the file.
[[nodiscard]] Result<std::vector<Translation>, PoFault> read_po(std::string_view file);

}  // namespace sallyport::text
