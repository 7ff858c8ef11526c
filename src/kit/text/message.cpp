#include "kit/text/message.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/bug.hpp"

namespace sallyport::text {
namespace {

bool begins_name(char letter) { return letter >= 'a' && letter <= 'z'; }
bool continues_name(char letter) {
  return begins_name(letter) || (letter >= '0' && letter <= '9') || letter == '_';
}

/// The name in "{name}..." or nothing.
std::string_view placeholder_at(std::string_view text) {
  if (text.size() < 3 || !begins_name(text[1])) return {};
  std::size_t end = 2;
  while (end < text.size() && continues_name(text[end])) ++end;
  if (end == text.size() || text[end] != '}') return {};
  return text.substr(1, end - 1);
}

}  // namespace

Message::Message(English singular, English plural, std::int64_t count)
    : singular_(singular.words()), plural_(plural.words()), count_(count) {
  values_.emplace_back("count", std::to_string(count));
}

Message&& Message::with(std::string name, std::string value) && {
  values_.emplace_back(std::move(name), std::move(value));
  return std::move(*this);
}

Message&& Message::with(std::string name, std::int64_t value) && {
  return std::move(*this).with(std::move(name), std::to_string(value));
}

std::string_view Message::value_of(std::string_view name) const {
  for (const auto& [given, value] : values_) {
    if (given == name) return value;
  }
  throw Bug(fmt::format("the message \"{}\" was not given {{{}}}", singular_, name));
}

Result<std::vector<Piece>, std::string> pieces_of(std::string_view message) {
  std::vector<Piece> pieces;
  std::size_t begin = 0;
  bool bold = false;
  const auto words_until = [&](std::size_t end) {
    if (end > begin) {
      pieces.push_back({Piece::Kind::words, message.substr(begin, end - begin)});
    }
  };
  for (std::size_t i = 0; i < message.size();) {
    if (message[i] == '{') {
      const std::string_view name = placeholder_at(message.substr(i));
      if (name.empty()) {
        return fail(
            std::string{"a { that begins no {name} (small letters, digits, _): write a name, or "
                        "leave the { out"});
      }
      words_until(i);
      pieces.push_back({Piece::Kind::placeholder, name});
      i += name.size() + 2;
      begin = i;
    } else if (message.substr(i, 2) == "**") {
      words_until(i);
      pieces.push_back({Piece::Kind::bold, {}});
      bold = !bold;
      i += 2;
      begin = i;
    } else {
      ++i;
    }
  }
  words_until(message.size());
  if (bold) return fail(std::string{"a ** without its second: write **bold**"});
  return pieces;
}

std::vector<Piece> checked_pieces_of(std::string_view message) {
  auto pieces = pieces_of(message);
  if (!pieces) throw Bug(fmt::format("the message \"{}\" has {}", message, pieces.error()));
  return std::move(*pieces);
}

std::vector<std::string_view> placeholders_of(const std::vector<Piece>& pieces) {
  std::vector<std::string_view> names;
  for (const Piece& piece : pieces) {
    if (piece.kind == Piece::Kind::placeholder) names.push_back(piece.text);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace sallyport::text
