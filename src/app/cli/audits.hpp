// sallyport audit list
#pragma once

#include "app/cli/open.hpp"

namespace sallyport::app::cli {

/// The newest events, oldest first.
///
///   organisation  its number; nothing: of all
///   email         of that account; empty: of all
void list_audit(Opened&, std::optional<std::int64_t> organisation, const std::string& email,
                std::int64_t most, Form);

}  // namespace sallyport::app::cli
