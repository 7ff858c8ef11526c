// The parts of the portal that the operator configured: what people get to from home (M68).
//
// Source  setting [[portal.parts]].
//
// A part with a path lives behind this same door, under our name: the proxy asks us about each of
// its requests (features/parts). One with a whole address is a link and nothing more.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kit/text/text.hpp"

namespace sallyport::site {

struct Part {
  std::string name;
  std::string dutch_name;          // empty: the same
  std::string address;             // "/courses/", or "https://elsewhere.example/"
  std::vector<std::string> roles;  // any one of them opens it; empty: everybody who is in

  [[nodiscard]] bool is_open_to(const std::vector<std::string>& roles_of_person) const;
  [[nodiscard]] const std::string& name_in(text::Language) const;
};

/// The role that is built in, and those that open one of the parts.
[[nodiscard]] std::vector<std::string> known_roles(const std::vector<Part>&);

/// The part that a path of ours belongs to, the closest one; null when it belongs to none.
[[nodiscard]] const Part* part_at(const std::vector<Part>&, std::string_view path);

}  // namespace sallyport::site
