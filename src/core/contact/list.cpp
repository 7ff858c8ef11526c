#include "core/contact/list.hpp"

#include <algorithm>
#include <set>

#include "core/link/link.hpp"
#include "kit/text/text.hpp"

namespace sallyport::contact {
namespace {

constexpr std::size_t longest_word = 60;  // letters
constexpr std::size_t most_sought = 4;

void append(std::vector<std::string>& words, std::vector<std::string> more) {
  for (std::string& word : more) words.push_back(std::move(word));
}

/// What stands between spaces. Of an address the marks around it go, as a letter's head has them:
/// <ann@example.com>.
std::vector<std::string> words_of_piece(std::string_view piece) {
  constexpr std::string_view marks = "<>()[]\"',;:";
  const auto from = piece.find_first_not_of(marks);
  if (from == piece.npos) return {};
  const auto address = piece.substr(from, piece.find_last_not_of(marks) + 1 - from);
  const auto at = address.find('@');
  if (at == address.npos || at == 0) return text::words(piece, longest_word);
  return {text::shortened(text::folded(address), longest_word)};
}

}  // namespace

Invitation invitation_of(const Listed& listed, Time now) {
  if (!listed.contact.access) return Invitation::no_access;
  if (listed.last_here) return Invitation::arrived;
  const bool works = !listed.invited_at || now < *listed.invited_at + link::invitation_lifetime;
  return works ? Invitation::waiting : Invitation::expired;
}

std::vector<std::string> words_of(const Contact& contact) {
  const std::string_view address = contact.email.text();
  std::vector<std::string> all{text::shortened(text::folded(address), longest_word)};
  append(all, text::words(address.substr(0, address.find('@')), longest_word));
  append(all, text::words(contact.first_name, longest_word));
  append(all, text::words(contact.last_name, longest_word));
  const std::set<std::string> different(all.begin(), all.end());
  return {different.begin(), different.end()};
}

std::vector<std::string> words_sought(std::string_view search) {
  constexpr std::string_view spaces = " \t\r\n";
  std::vector<std::string> all;
  for (auto from = search.find_first_not_of(spaces); from != search.npos;
       from = search.find_first_not_of(spaces, from)) {
    const auto end = std::min(search.find_first_of(spaces, from), search.size());
    append(all, words_of_piece(search.substr(from, end - from)));
    from = end;
  }
  // Whoever has "jansen" has what "jan" asks for.
  std::vector<std::string> sought;
  for (std::size_t i = 0; i < all.size() && sought.size() < most_sought; ++i) {
    bool said = false;
    for (std::size_t other = 0; other < all.size(); ++other) {
      const bool first_of_equals = all[other].size() == all[i].size() && other > i;
      said |= other != i && all[other].starts_with(all[i]) && !first_of_equals;
    }
    if (!said) sought.push_back(all[i]);
  }
  return sought;
}

std::string sort_name_of(const Contact& contact) {
  return text::folded(contact.last_name) + " " + text::folded(contact.first_name);
}

}  // namespace sallyport::contact
