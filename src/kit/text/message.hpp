// A text of ours that C++ hands on to be shown: its English words, and what its placeholders stand
// for.
//
// tools/messages.py finds every `Message{"..."}` and holds it against locale/*.po, so the words can
// only be a literal, and stand right behind the word Message: `text::Message{"Hello,
// {name}."}.with("name", name)`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace sallyport::text {

class Message {
  /// Words that the compiler has seen: nothing a visitor typed can become a message.
  class English {
   public:
    template <std::size_t size>
    consteval English(const char (&literal)[size])
        : words_(literal, size - 1) {}  // NOLINT(google-explicit-constructor): calls pass words
    [[nodiscard]] std::string_view words() const { return words_; }

   private:
    std::string_view words_;
  };

 public:
  explicit Message(English words) : singular_(words.words()) {}
  /// The plural form for `count`; {count} stands for it.
  Message(English singular, English plural, std::int64_t count);

  /// What {name} stands for.
  Message&& with(std::string name, std::string value) &&;
  Message&& with(std::string name, std::int64_t value) &&;

  [[nodiscard]] std::string_view singular() const { return singular_; }
  /// Empty when there is no plural form.
  [[nodiscard]] std::string_view plural() const { return plural_; }
  [[nodiscard]] std::int64_t count() const { return count_; }
  /// Throws Bug when it was not given.
  [[nodiscard]] std::string_view value_of(std::string_view name) const;

 private:
  std::string_view singular_;
  std::string_view plural_;
  std::int64_t count_ = 0;
  std::vector<std::pair<std::string, std::string>> values_;
};

/// A part of a message: words as they are, the name of a placeholder, or a change between plain and
/// bold.
struct Piece {
  enum class Kind { words, placeholder, bold };
  Kind kind;
  std::string_view text;  // into the message

  bool operator==(const Piece&) const = default;
};

/// Takes "Hello, {name}: **now**." apart, or says what is wrong with it: a { that begins no {name},
/// a ** without its second.
[[nodiscard]] Result<std::vector<Piece>, std::string> pieces_of(std::string_view message);

/// The same for a message that the build has checked: throws Bug.
[[nodiscard]] std::vector<Piece> checked_pieces_of(std::string_view message);

/// The placeholders of a message, sorted, each once.
[[nodiscard]] std::vector<std::string_view> placeholders_of(const std::vector<Piece>&);

}  // namespace sallyport::text
