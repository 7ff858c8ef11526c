// sallyport overrides: what an operator can replace, and ours to begin with.
#pragma once

#include <string>

namespace sallyport::app::cli {

/// The names, a line each.
void list_overrides();
/// Prints ours. Throws Refused for a name that cannot be replaced.
void print_overridable(const std::string& name);

}  // namespace sallyport::app::cli
