// Cuts a template into what is copied and what stands in {{ }}.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kit/templates/node.hpp"

namespace sallyport::templates {

struct Token {
  enum class Kind { literal, value, section, inverted, end, part, message, plural };

  Kind kind = Kind::literal;
  int line = 1;
  std::string_view text;  // the literal, or the name; into the source
  std::string singular;   // the words of a message
  std::string plural;
};

/// Lines that hold nothing but sections and parts are gone from the literals. Throws Refused.
[[nodiscard]] std::vector<Token> tokens_of(std::string_view name, std::string_view source);

}  // namespace sallyport::templates
