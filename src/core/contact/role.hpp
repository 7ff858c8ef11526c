// The roles that contact persons may hold: the built-in one, and those of the settings.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/contact/contact.hpp"

namespace sallyport::contact {

struct Role {
  std::string name;   // in the database
  std::string label;  // on screens, in English and in Dutch
  std::string dutch_label;
  std::optional<std::int64_t> most = {};  // of one organisation, with access or without; none: any
};
using Roles = std::vector<Role>;

/// It is there without being configured, and any number may hold it.
[[nodiscard]] inline Role administrator_role() {
  return {.name = std::string{administrator}, .label = "Administrator", .dutch_label = "Beheerder"};
}

/// Nothing when no such role is configured (any more).
[[nodiscard]] inline std::optional<Role> find_role(const Roles& roles, std::string_view name) {
  if (name == administrator) return administrator_role();
  const auto found =
      std::find_if(roles.begin(), roles.end(), [&](const Role& role) { return role.name == name; });
  if (found == roles.end()) return std::nullopt;
  return *found;
}

}  // namespace sallyport::contact
