// What was probably meant by a name that is not known.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace sallyport::settings {

/// How many letters must be added, removed or replaced to make one of the other (Levenshtein).
[[nodiscard]] std::size_t edit_distance(std::string_view, std::string_view);

/// The known key at most 3 edits away, else one with the same last part: "folder" for
/// "mail.folder".
[[nodiscard]] std::optional<std::string_view> nearest_key(std::string_view unknown,
                                                          std::span<const std::string_view> known);

}  // namespace sallyport::settings
