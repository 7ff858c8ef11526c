// pocketctl's command line.
//
// Exit codes: see Exit in failed.hpp. What a program reads stands on standard output, JSON with
// --json, also of what went wrong; for people, that stands on standard error.
#pragma once

#include "pocketctl/surroundings.hpp"

namespace sallyport::pocketctl {

/// All of main(). `for_tests`: takes the words by which it misbehaves.
[[nodiscard]] int run(int argc, const char* const* argv, Surroundings, bool for_tests);

}  // namespace sallyport::pocketctl
