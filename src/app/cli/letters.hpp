// sallyport letters list|show|retry|test|bounce
#pragma once

#include <optional>
#include <string>

#include "app/cli/open.hpp"

namespace sallyport::app::cli {

/// The newest letters, oldest first, and whether any goes out at all.
///
///   state  "waiting", "sent", ...; empty: all
void list_letters(Opened&, const std::string& state, std::int64_t most, Form);
void show_letter(Opened&, const std::string& id, Form);
void retry_letter(Opened&, const std::string& id, Form);
void retry_all_letters(Opened&, Form);
/// Sends one now, past the queue, and says how that went.
void send_test_letter(Opened&, const std::string& email, Form);
/// Reads a mail server's report from standard input, or all new ones in a Maildir.
void take_bounces(Opened&, const std::string& maildir, Form);

}  // namespace sallyport::app::cli
