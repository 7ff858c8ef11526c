// sallyport evidence list, show: what phones signed, for whoever wants to check it.
#pragma once

#include "app/cli/open.hpp"

namespace sallyport::app::cli {

/// The newest answers of somebody's phones, one a line.
void list_evidence(Opened&, const std::string& email, Form);
/// One of them as JSON, as `pocketctl verify` reads it.
void show_evidence(Opened&, const std::string& challenge);

}  // namespace sallyport::app::cli
