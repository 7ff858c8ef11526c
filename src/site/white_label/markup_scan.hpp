// The tags of a template or a drawing with their attributes, to be held against a list.
//
// Not a parser of HTML: what it reads was accepted by kit/templates, which refuses whatever
// browsers could read differently, or is refused by the caller when a name is not on its list.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sallyport::white_label {

struct Attribute {
  std::string name;
  std::string value;  // as written, {{...}} included
  int line = 0;
};

struct Tag {
  std::string name;
  std::string text;  // "<script src=...>" as written
  std::vector<Attribute> attributes;
  int line = 0;
};

/// of_template: what stands in {{...}} is passed over. drawing: nothing is but comments and
/// <?...?>.
enum class Sort { drawing, of_template };

/// All tags that open an element.
[[nodiscard]] std::vector<Tag> tags_of(std::string_view source, Sort);

}  // namespace sallyport::white_label
