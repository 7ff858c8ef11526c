// What is said when the words on the command line are not understood: which word, what was meant,
// and where the help is.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace sallyport::app::cli {

/// One line for standard error, without the program's name.
[[nodiscard]] std::string explain_wrong_words(const CLI::App&, const CLI::ParseError&);

}  // namespace sallyport::app::cli
