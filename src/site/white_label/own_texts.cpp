#include "site/white_label/own_texts.hpp"

#include <algorithm>
#include <set>

namespace sallyport::white_label {
namespace {

/// What is wrong with one form beside its original; empty: nothing. "One code left." need not name
/// the count.
std::string form_problem(const text::Translation& entry, const std::string& form, bool is_first) {
  if (form.empty()) return "it is empty: leave the entry out, or say something";
  const auto pieces = text::pieces_of(form);
  if (!pieces) return "it has " + pieces.error();
  const auto places = text::placeholders_of(*pieces);
  const auto places_of = [](const std::string& original) {
    const auto read = text::pieces_of(original);
    return read ? text::placeholders_of(*read) : std::vector<std::string_view>{};
  };
  const bool is_plural = !entry.plural.empty();
  if (places == places_of(is_plural ? entry.plural : entry.singular)) return "";
  if (is_plural && is_first && places == places_of(entry.singular)) return "";
  return "its {places} are not those of the original: keep each, as it is written there";
}

bool is_new_text(const text::Translation& entry, const std::vector<NewText>& texts) {
  return std::any_of(texts.begin(), texts.end(), [&](const NewText& one) {
    return one.text.singular == entry.singular && one.text.plural == entry.plural;
  });
}

}  // namespace

std::vector<text::Translation> read_texts(std::string_view po, std::string_view file,
                                          const std::vector<NewText>& new_texts, Faults& faults) {
  auto entries = text::read_po(po);
  if (!entries) {
    faults.add(file, entries.error().line, entries.error().reason);
    return {};
  }
  const text::Catalogues ours;
  std::set<std::string_view> seen;
  for (const text::Translation& entry : *entries) {
    if (!seen.insert(entry.singular).second) {
      faults.add(file, entry.line, fmt::format("\"{}\" stands here twice", entry.singular));
    }
    if (!ours.knows(entry.singular, entry.plural) && !is_new_text(entry, new_texts)) {
      faults.add(
          file, entry.line,
          fmt::format("no page or email says \"{}\": take the words from the locale/nl.po of "
                      "this version, letter by letter",
                      entry.singular));
    }
    for (std::size_t i = 0; i < entry.forms.size(); ++i) {
      const std::string problem = form_problem(entry, entry.forms[i], i == 0);
      if (!problem.empty()) {
        faults.add(file, entry.line, fmt::format("\"{}\": {}", entry.forms[i], problem));
      }
    }
  }
  return std::move(*entries);
}

void check_new_texts(const std::vector<NewText>& new_texts, const text::Replacements& texts,
                     Faults& faults) {
  const text::Catalogues ours;
  for (const NewText& one : new_texts) {
    if (ours.knows(one.text.singular, one.text.plural)) continue;
    for (const text::Language language : text::all_languages) {
      if (language == text::Language::english) continue;  // the words themselves
      const auto there = texts.find(language);
      const bool said =
          there != texts.end() &&
          std::any_of(there->second.begin(), there->second.end(), [&](const auto& entry) {
            return entry.singular == one.text.singular && entry.plural == one.text.plural;
          });
      if (!said) {
        faults.add(one.file, one.text.line,
                   fmt::format("\"{}\" is a new text: say it in texts/{}.po too", one.text.singular,
                               text::tag(language)));
      }
    }
  }
}

}  // namespace sallyport::white_label
