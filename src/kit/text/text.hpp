// Languages: message catalogues, plural forms, dates, and Unicode normalisation.
//
// Source  GNU gettext .po/.mo; Unicode UAX #15 (NFC), CLDR dates and time zones by ICU.
// Owns    locale/*.po. English texts are the message ids; a text without a Dutch translation fails the build.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "base/time.hpp"

namespace sallyport::text {

enum class Language { english, dutch };

/// "en", "nl" (RFC 5646).
[[nodiscard]] std::string_view tag(Language);
[[nodiscard]] std::optional<Language> language_of_tag(std::string_view tag);

/// The first language of an Accept-Language header that we speak, by weight; English if none
/// (RFC 9110 §12.5.4).
[[nodiscard]] Language choose_language(std::string_view accept_language);

/// All catalogues, read once. Safe to call from several threads.
class Catalogues {
 public:
  /// From the .mo files built into the program.
  Catalogues();
  ~Catalogues();

  /// The text in that language; English is the id itself.
  [[nodiscard]] std::string_view translate(Language, std::string_view message) const;
  /// The plural form for `count`; ids are the English singular and plural.
  [[nodiscard]] std::string_view translate(Language, std::string_view singular,
                                           std::string_view plural, std::int64_t count) const;

 private:
  struct Loaded;
  std::unique_ptr<Loaded> loaded_;
};

/// A time zone by its tz name ("Europe/Amsterdam"), for days that begin at midnight there.
class TimeZone {
 public:
  /// Nothing when there is no such zone.
  static std::optional<TimeZone> find(std::string_view name);

  [[nodiscard]] Time start_of(Day) const;
  [[nodiscard]] Day day_of(Time) const;
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  explicit TimeZone(std::string name) : name_(std::move(name)) {}
  std::string name_;
};

/// "28 July 2027", "28 juli 2027"
[[nodiscard]] std::string long_day(Language, Day);
/// "28 July 2027 at 14:05", in that zone.
[[nodiscard]] std::string day_and_time(Language, Time, const TimeZone&);

/// NFC, as passwords are hashed. Nothing when the bytes are not UTF-8.
[[nodiscard]] std::optional<Secret> normalised(const Secret& typed);

}  // namespace sallyport::text
