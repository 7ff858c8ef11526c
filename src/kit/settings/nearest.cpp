#include "kit/settings/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace sallyport::settings {
namespace {

constexpr std::size_t furthest = 3;

std::string_view last_part(std::string_view key) {
  const auto dot = key.rfind('.');
  return dot == std::string_view::npos ? key : key.substr(dot + 1);
}

}  // namespace

std::size_t edit_distance(std::string_view from, std::string_view to) {
  // One row of the usual table at a time: row[n] is the distance to the first n letters of `to`.
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

std::optional<std::string_view> nearest_key(std::string_view unknown,
                                            std::span<const std::string_view> known) {
  std::optional<std::string_view> nearest;
  // A name is not meant when more letters would change than stay.
  std::size_t least = std::min(furthest, unknown.size() / 2) + 1;
  for (const auto key : known) {
    const auto length_apart =
        std::max(key.size(), unknown.size()) - std::min(key.size(), unknown.size());
    if (length_apart >= least) continue;
    const auto distance = edit_distance(unknown, key);
    if (distance < least) {
      least = distance;
      nearest = key;
    }
  }
  if (nearest) return nearest;
  const auto same_last_part = std::ranges::find(known, last_part(unknown), last_part);
  if (same_last_part != known.end()) return *same_last_part;
  return std::nullopt;
}

}  // namespace sallyport::settings
