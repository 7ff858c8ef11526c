// sallyport audit list|forget
#pragma once

#include "app/cli/open.hpp"

namespace sallyport::app::cli {

/// The newest events, oldest first.
///
///   organisation  its number; nothing: of all
///   email         of that account; empty: of all
void list_audit(Opened&, std::optional<std::int64_t> organisation, const std::string& email,
                std::int64_t most, Form);

/// Takes addresses and names out of all events of the account with that address.
void forget_in_audit(Opened&, const std::string& email, Form);

}  // namespace sallyport::app::cli
