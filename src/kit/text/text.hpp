// Languages: message catalogues, plural forms, dates, and Unicode normalisation.
//
// Source  GNU gettext manual §10.3 (.mo files); Unicode UAX #15 (NFC, NFKC_Casefold) and tz data,
//         both by ICU; CLDR (names of months).
// Owns    locale/*.po. English texts are the message ids; a text without a Dutch translation fails
//         the build.
// Read    message.hpp (texts that C++ hands on), catalogue.cpp, language.cpp, time_zone.cpp,
//         folded.cpp, normal_form.cpp.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "base/time.hpp"
#include "kit/text/message.hpp"
#include "kit/text/po.hpp"

namespace sallyport::text {

enum class Language { english, dutch };
inline constexpr std::array all_languages{Language::english, Language::dutch};

/// "en", "nl" (RFC 5646).
[[nodiscard]] std::string_view tag(Language);
[[nodiscard]] std::optional<Language> language_of_tag(std::string_view tag);

/// The first language of an Accept-Language header that we speak, by weight; English if none
/// (RFC 9110 §12.5.4).
[[nodiscard]] Language choose_language(std::string_view accept_language);

/// Which of a message's forms belongs to `count`: 0 for one, 1 for any other number. English and
/// Dutch share this rule; a catalogue with another is refused.
[[nodiscard]] inline std::size_t plural_form(std::int64_t count) { return count == 1 ? 0 : 1; }

/// Texts that an operator says in other words.
using Replacements = std::map<Language, std::vector<Translation>>;

/// All catalogues, read once. Safe to call from several threads.
class Catalogues {
 public:
  /// From the .mo files built into the program.
  Catalogues();
  /// The same, with some texts said otherwise.
  explicit Catalogues(const Replacements&);
  /// From the bytes of .mo files. Throws std::runtime_error when they are not well formed.
  explicit Catalogues(std::map<Language, std::string> mo);
  ~Catalogues();

  /// The text in that language; English is the id itself. A text that is missing is given in
  /// English: the build refuses such a catalogue, so only an operator's own template can meet it.
  [[nodiscard]] std::string_view translate(Language, std::string_view message) const;
  /// The plural form for `count`; ids are the English singular and plural.
  [[nodiscard]] std::string_view translate(Language, std::string_view singular,
                                           std::string_view plural, std::int64_t count) const;
  /// As its translation stands in the catalogue, placeholders and ** included.
  [[nodiscard]] std::string_view translate(Language, const Message&) const;

  /// Whether the program says this text, with this plural or without one when it is empty.
  [[nodiscard]] bool knows(std::string_view singular, std::string_view plural) const;

  /// Plain text: placeholders filled in, ** left out. For a subject line or a program's answer;
  /// templates take the Message itself.
  [[nodiscard]] std::string say(Language, const Message&) const;

 private:
  struct Loaded;
  std::unique_ptr<Loaded> loaded_;
};

/// A time zone by its tz name ("Europe/Amsterdam"), for days that begin at midnight there. Cheap to
/// copy; safe to use from several threads.
class TimeZone {
 public:
  /// Nothing when there is no such zone.
  static std::optional<TimeZone> find(std::string_view name);

  /// The first moment of that day: later than 00:00 where the clocks go forward at midnight.
  [[nodiscard]] Time start_of(Day) const;
  [[nodiscard]] Day day_of(Time) const;
  /// What a clock on the wall shows there.
  [[nodiscard]] std::chrono::local_seconds local(Time) const;
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  struct Rules;
  TimeZone(std::string name, std::shared_ptr<const Rules> rules)
      : name_(std::move(name)), rules_(std::move(rules)) {}
  std::string name_;
  std::shared_ptr<const Rules> rules_;
};

/// "28 July 2027", "28 juli 2027"
[[nodiscard]] std::string long_day(Language, Day);
/// "28 July 2027 at 14:05", in that zone.
[[nodiscard]] std::string day_and_time(Language, Time, const TimeZone&);

/// "14:05", in that zone.
[[nodiscard]] std::string clock(Time, const TimeZone&);

/// For looking things up: without accents, case and width ("CAFÉ" is "cafe"; "ß" is "ss"). Empty
/// when the bytes are not UTF-8.
[[nodiscard]] std::string folded(std::string_view);
/// What is written together of letters and digits, folded, each cut to `longest` letters: "O'Brien"
/// is "o" and "brien".
[[nodiscard]] std::vector<std::string> words(std::string_view, std::size_t longest);
/// The first `longest` letters of well-formed UTF-8.
[[nodiscard]] std::string shortened(std::string_view, std::size_t longest);

/// NFC, as passwords are hashed. Nothing when the bytes are not UTF-8.
[[nodiscard]] std::optional<Secret> normalised(const Secret& typed);

}  // namespace sallyport::text
