// What the operator tells everybody on every page: maintenance, a known fault.
//
// Owns    table `notice`, one row while there is one. Set and cleared by a command, seen with the
//         next request.
#pragma once

#include <optional>
#include <string>

#include "core/audit/audit.hpp"
#include "kit/db/database.hpp"
#include "kit/text/text.hpp"

namespace sallyport::notice {

/// Words, and the language they are in.
struct Spoken {
  std::string words;
  text::Language language;
};

struct Notice {
  std::string english;
  std::string dutch;
  std::optional<Time> ends_at;

  /// In that language, or in the only one there is.
  [[nodiscard]] Spoken in(text::Language) const;
};

[[nodiscard]] std::optional<Notice> current(db::Read&, Time now);
/// In place of an earlier one.
void set(db::Write&, const audit::Deed&, const Notice&);
/// False when there is none.
[[nodiscard]] bool clear(db::Write&, const audit::Deed&);

}  // namespace sallyport::notice
