// The program's command line: `sallyport <noun> <verb>`.
//
// Exit codes: 0 done; 1 the surroundings failed (database, disk, port); 2 the words or the settings
// are wrong; 3 refused (no such organisation, address taken, ...). What a program reads stands on
// standard output, JSON with --json; what went wrong stands on standard error.
//
// Read    words.hpp (all that can be said), command_line.cpp (what comes of it), wrong_words.cpp
// (what
//         is said back), open.cpp (settings, keys, database), then one file a noun.
#pragma once

namespace sallyport::app::cli {

/// All of main(): reads the words, runs the command, turns what was thrown into a sentence and an
/// exit code.
[[nodiscard]] int run(int argc, char** argv);

}  // namespace sallyport::app::cli
