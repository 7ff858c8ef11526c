#include "kit/embedded/embedded.hpp"

#include <algorithm>

namespace {
struct Range {
  std::string_view name;
  const char* begin;
  const char* end;
};
}  // namespace

#include "embedded_table.inc"  // made by cmake/embed.cmake, in the order of the names

namespace sallyport::embedded {
namespace {
std::string_view bytes_of(const Range& range) {
  return {range.begin, static_cast<std::size_t>(range.end - range.begin)};
}
}  // namespace

std::optional<std::string_view> find(std::string_view name) {
  const auto found = std::find_if(std::begin(table), std::end(table),
                                  [&](const Range& range) { return range.name == name; });
  if (found == std::end(table)) return std::nullopt;
  return bytes_of(*found);
}

std::vector<File> all(std::string_view prefix, std::string_view suffix) {
  std::vector<File> files;
  for (const Range& range : table) {
    if (range.name.starts_with(prefix) && range.name.ends_with(suffix)) {
      files.push_back({.name = range.name, .bytes = bytes_of(range)});
    }
  }
  return files;
}

}  // namespace sallyport::embedded
