// Passwords that many people use or that have leaked: 150,000 of them, built into the program.
//
// Source  tools/common-passwords.py makes common.bin; docs/common-passwords.md says from what.
// Nothing is asked of anybody: the list is searched here.
#pragma once

#include <string_view>

namespace sallyport::passwords {

/// Whether the whole password, upper or lower case, is in the list.
[[nodiscard]] bool is_common(std::string_view normalised_password);

}  // namespace sallyport::passwords
