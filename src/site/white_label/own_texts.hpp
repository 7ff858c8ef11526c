// Texts in other words: texts/en.po and texts/nl.po of the folder.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kit/templates/template.hpp"
#include "kit/text/text.hpp"
#include "site/white_label/faults.hpp"

namespace sallyport::white_label {

/// A text that one of the operator's own templates brings with it.
struct NewText {
  templates::TextUse text;
  std::string file;
};

/// Reads one file. Adds texts that neither the program nor an own template says, and words whose
/// {places} are not those of the original.
[[nodiscard]] std::vector<text::Translation> read_texts(std::string_view po, std::string_view file,
                                                        const std::vector<NewText>&, Faults&);

/// Adds the new texts that are not there in every language.
void check_new_texts(const std::vector<NewText>&, const text::Replacements&, Faults&);

}  // namespace sallyport::white_label
