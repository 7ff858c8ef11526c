// Files that were built into the program: migrations, templates, catalogues, style sheet, scripts.
//
// cmake/embed.cmake lists them; the names are those in the source tree ("templates/frame.html").
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace sallyport::embedded {

struct File {
  std::string_view name;
  std::string_view bytes;
};

[[nodiscard]] std::optional<std::string_view> find(std::string_view name);

/// All whose name starts and ends so, in the order of their names: `all("src/", ".sql")`.
[[nodiscard]] std::vector<File> all(std::string_view prefix, std::string_view suffix);

}  // namespace sallyport::embedded
