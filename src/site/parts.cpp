#include "site/parts.hpp"

#include <algorithm>

#include "core/contact/contact.hpp"

namespace sallyport::site {

bool Part::is_open_to(const std::vector<std::string>& roles_of_person) const {
  return roles.empty() || std::ranges::find_first_of(roles, roles_of_person) != roles.end();
}

const std::string& Part::name_in(text::Language language) const {
  return language == text::Language::dutch && !dutch_name.empty() ? dutch_name : name;
}

const Part* part_at(const std::vector<Part>& parts, std::string_view path) {
  const Part* closest = nullptr;
  for (const Part& part : parts) {
    // The slash at the end of its address keeps "/courses-old/" out of "/courses/".
    const std::string_view address = part.address;
    const bool inside = path.starts_with(address) || path == address.substr(0, address.size() - 1);
    if (inside && (!closest || closest->address.size() < address.size())) closest = &part;
  }
  return closest;
}

std::vector<std::string> known_roles(const std::vector<Part>& parts) {
  std::vector<std::string> known{std::string{contact::administrator}};
  for (const Part& part : parts) {
    for (const std::string& role : part.roles) {
      if (std::ranges::find(known, role) == known.end()) known.push_back(role);
    }
  }
  return known;
}

}  // namespace sallyport::site
