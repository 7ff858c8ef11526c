// The TOML library, with what it only asserts of a file made an error as any other.
//
// Source  TOML 1.0. "[$name]", for one, is asserted not to happen, and in a release build the
//         library tells the optimiser so: a slip of the pen in the settings would be undefined
//         behaviour. For this folder only.
#pragma once

namespace sallyport::settings {

/// Throws a toml::parse_error without a line.
[[noreturn]] void refuse_what_was_asserted();

}  // namespace sallyport::settings

#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(held) ((held) ? void() : ::sallyport::settings::refuse_what_was_asserted())
#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")
