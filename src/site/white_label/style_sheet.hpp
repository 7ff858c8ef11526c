// An operator's rules behind our style sheet.
#pragma once

#include <string_view>

#include "site/white_label/faults.hpp"

namespace sallyport::white_label {

/// Adds what may not stand in one: addresses, imports, and rules that are not closed.
void check_style_sheet(std::string_view css, std::string_view file, Faults&);

}  // namespace sallyport::white_label
