// What came back: a mail server's report about a letter, matched by its Message-ID.
#pragma once

#include <string_view>

#include "core/audit/audit.hpp"
#include "kit/db/database.hpp"

namespace sallyport::site {

enum class Bounce {
  recorded,
  only_delayed,    // the mail server still tries
  no_such_letter,  // not one of ours, already recorded, or forgotten a week after it was sent
  no_report,       // an email of another kind, as holiday replies are
};

[[nodiscard]] Bounce take_bounce(db::Database&, const audit::Deed&, std::string_view message);

}  // namespace sallyport::site
