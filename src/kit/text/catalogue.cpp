// Catalogues, read straight from the bytes of a .mo file: nothing is copied, and no library is
// loaded for it.
//
//     file     = magic revision count originals translations ...   ; 32-bit numbers, little-endian
//     as msgfmt writes originals, translations = count * (length offset)            ; originals
//     sorted by their bytes a plural = singular NUL plural, translated as form NUL form
#include <fmt/format.h>

#include <stdexcept>

#include "kit/embedded/embedded.hpp"
#include "kit/text/text.hpp"

namespace sallyport::text {
namespace {

class Catalogue {
 public:
  Catalogue(Language language, std::string_view bytes) : language_(language), bytes_(bytes) {
    if (number_at(0) != 0x950412DEU || number_at(4) != 0) refuse("it is not a .mo file");
    count_ = number_at(8);
    originals_ = number_at(12);
    translations_ = number_at(16);
    std::string_view before;
    for (std::uint32_t i = 0; i < count_; ++i) {
      const std::string_view original = entry(originals_, i);
      if (i > 0 && original <= before) refuse("its messages are not sorted");
      before = original;
      static_cast<void>(entry(translations_, i));
    }
    const std::string_view header = find("");
    if (header.find("nplurals=2; plural=(n != 1);") == std::string_view::npos) {
      refuse(
          "its Plural-Forms are not \"nplurals=2; plural=(n != 1);\"; teach plural_form() the new "
          "rule");
    }
  }

  /// Empty when there is none.
  [[nodiscard]] std::string_view find(std::string_view original) const {
    std::uint32_t low = 0;
    std::uint32_t high = count_;
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      // A plural is found by its singular.
      const std::string_view here = until_nul(entry(originals_, middle));
      if (here == original) return entry(translations_, middle);
      if (here < original) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return {};
  }

  /// The plural that stands behind a singular; empty when there is none.
  [[nodiscard]] std::optional<std::string_view> plural_of(std::string_view singular) const {
    for (std::uint32_t i = 0; i < count_; ++i) {
      const std::string_view original = entry(originals_, i);
      if (until_nul(original) != singular) continue;
      return original.substr(std::min(original.size(), singular.size() + 1));
    }
    return std::nullopt;
  }

  static std::string_view until_nul(std::string_view text) {
    return text.substr(0, text.find('\0'));
  }

 private:
  [[nodiscard]] std::uint32_t number_at(std::size_t offset) const {
    if (offset > bytes_.size() || bytes_.size() - offset < 4) refuse("it is cut short");
    std::uint32_t number = 0;
    for (std::size_t i = 4; i-- > 0;) {
      number = (number << 8U) | static_cast<unsigned char>(bytes_[offset + i]);
    }
    return number;
  }

  [[nodiscard]] std::string_view entry(std::uint32_t where, std::uint32_t index) const {
    const std::size_t row = where + std::size_t{8} * index;
    const std::size_t length = number_at(row);
    const std::size_t offset = number_at(row + 4);
    if (offset > bytes_.size() || bytes_.size() - offset < length) refuse("it is cut short");
    return bytes_.substr(offset, length);
  }

  [[noreturn]] void refuse(std::string_view why) const {
    throw std::runtime_error(
        fmt::format("the catalogue of \"{}\" cannot be used: {}", tag(language_), why));
  }

  Language language_;
  std::string_view bytes_;
  std::uint32_t count_ = 0;
  std::uint32_t originals_ = 0;
  std::uint32_t translations_ = 0;
};

}  // namespace

struct Catalogues::Loaded {
  std::map<Language, std::string> owned;
  // By the singular; forms parted by NUL, as in a .mo file.
  std::map<Language, std::map<std::string, std::string, std::less<>>> replaced;
  std::array<std::optional<Catalogue>, all_languages.size()> catalogues;

  void add(Language language, std::string_view bytes) {
    catalogues[static_cast<std::size_t>(language)].emplace(language, bytes);
  }
  [[nodiscard]] std::string_view find(Language language, std::string_view original) const {
    if (const auto texts = replaced.find(language); texts != replaced.end()) {
      const auto text = texts->second.find(original);
      if (text != texts->second.end()) return text->second;
    }
    const auto& catalogue = catalogues[static_cast<std::size_t>(language)];
    return catalogue ? catalogue->find(original) : std::string_view{};
  }
};

Catalogues::Catalogues() : loaded_(std::make_unique<Loaded>()) {
  for (const Language language : all_languages) {
    const auto bytes = embedded::find(fmt::format("locale/{}.mo", tag(language)));
    if (bytes) loaded_->add(language, *bytes);
  }
}

Catalogues::Catalogues(const Replacements& replacements) : Catalogues() {
  for (const auto& [language, texts] : replacements) {
    for (const Translation& text : texts) {
      std::string& forms = loaded_->replaced[language][text.singular];
      forms = text.forms.front();
      for (std::size_t i = 1; i < text.forms.size(); ++i) forms += '\0' + text.forms[i];
    }
  }
}

Catalogues::Catalogues(std::map<Language, std::string> mo) : loaded_(std::make_unique<Loaded>()) {
  loaded_->owned = std::move(mo);
  for (const auto& [language, bytes] : loaded_->owned) loaded_->add(language, bytes);
}

Catalogues::~Catalogues() = default;

std::string_view Catalogues::translate(Language language, std::string_view message) const {
  if (message.empty()) return message;  // the empty id is the catalogue's header
  const std::string_view found = Catalogue::until_nul(loaded_->find(language, message));
  return found.empty() ? message : found;
}

std::string_view Catalogues::translate(Language language, std::string_view singular,
                                       std::string_view plural, std::int64_t count) const {
  const std::size_t form = plural_form(count);
  const std::string_view forms = loaded_->find(language, singular);
  const auto second = forms.find('\0');
  // The same words may be a message without a plural elsewhere; then there is only one form.
  if (second == std::string_view::npos) return form == 0 ? singular : plural;
  return form == 0 ? forms.substr(0, second) : forms.substr(second + 1);
}

std::string_view Catalogues::translate(Language language, const Message& message) const {
  if (message.plural().empty()) return translate(language, message.singular());
  return translate(language, message.singular(), message.plural(), message.count());
}

bool Catalogues::knows(std::string_view singular, std::string_view plural) const {
  const auto& catalogue = loaded_->catalogues[static_cast<std::size_t>(Language::dutch)];
  return catalogue && !singular.empty() && catalogue->plural_of(singular) == plural;
}

std::string Catalogues::say(Language language, const Message& message) const {
  std::string said;
  for (const Piece& piece : checked_pieces_of(translate(language, message))) {
    switch (piece.kind) {
      case Piece::Kind::words:
        said += piece.text;
        break;
      case Piece::Kind::placeholder:
        said += message.value_of(piece.text);
        break;
      case Piece::Kind::bold:
        break;
    }
  }
  return said;
}

}  // namespace sallyport::text
