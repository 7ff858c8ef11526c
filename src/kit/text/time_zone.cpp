#include <fmt/format.h>
#include <unicode/basictz.h>
#include <unicode/timezone.h>

#include "base/bug.hpp"
#include "kit/text/text.hpp"

namespace sallyport::text {
namespace {

using Months = std::array<std::string_view, 12>;
constexpr Months english_months{"January",   "February", "March",    "April",
                                "May",       "June",     "July",     "August",
                                "September", "October",  "November", "December"};
constexpr Months dutch_months{"januari",   "februari", "maart",    "april",
                              "mei",       "juni",     "juli",     "augustus",
                              "september", "oktober",  "november", "december"};

// Twelve words a language, instead of ICU's formatter: that takes 2 MB and 20 ms at its first use.
const Months& months_of(Language language) {
  switch (language) {
    case Language::english:
      return english_months;
    case Language::dutch:
      return dutch_months;
  }
  throw Bug("a language is one of those listed");
}

std::string_view between_day_and_time(Language language) {
  switch (language) {
    case Language::english:
      return "at";
    case Language::dutch:
      return "om";
  }
  throw Bug("a language is one of those listed");
}

UDate milliseconds(std::chrono::seconds seconds) {
  return static_cast<double>(seconds.count()) * 1000.0;
}

}  // namespace

/// ICU's rules of one zone. Only const functions are called, which ICU allows from several threads.
struct TimeZone::Rules {
  std::unique_ptr<icu::BasicTimeZone> icu_zone;
};

std::optional<TimeZone> TimeZone::find(std::string_view name) {
  const auto wanted =
      icu::UnicodeString::fromUTF8({name.data(), static_cast<std::int32_t>(name.size())});
  // ICU also takes names it makes up rules for ("GMT+5"); a setting must name a zone that exists.
  icu::UnicodeString canonical;
  UBool is_system_id = false;
  UErrorCode error = U_ZERO_ERROR;
  icu::TimeZone::getCanonicalID(wanted, canonical, is_system_id, error);
  if (U_FAILURE(error) || !is_system_id || wanted == UNICODE_STRING_SIMPLE("Etc/Unknown")) {
    return std::nullopt;
  }
  std::unique_ptr<icu::TimeZone> zone{icu::TimeZone::createTimeZone(wanted)};
  auto* basic = dynamic_cast<icu::BasicTimeZone*>(zone.get());
  check(basic != nullptr, "ICU's zones of the tz data are all BasicTimeZone");
  static_cast<void>(zone.release());
  return TimeZone{std::string{name},
                  std::make_shared<const Rules>(Rules{std::unique_ptr<icu::BasicTimeZone>{basic}})};
}

Time TimeZone::start_of(Day day) const {
  const auto midnight = std::chrono::local_days{day}.time_since_epoch();
  std::int32_t standard = 0;
  std::int32_t summer = 0;
  UErrorCode error = U_ZERO_ERROR;
  // With the offset before a change of clocks, a midnight that is skipped is the moment of the
  // change, and of a midnight that comes twice the first counts.
  rules_->icu_zone->getOffsetFromLocal(milliseconds(midnight), UCAL_TZ_LOCAL_FORMER,
                                       UCAL_TZ_LOCAL_FORMER, standard, summer, error);
  check(U_SUCCESS(error) != 0, "a zone has an offset at every moment");
  return Time{std::chrono::seconds{midnight} - std::chrono::seconds{(standard + summer) / 1000}};
}

std::chrono::local_seconds TimeZone::local(Time time) const {
  std::int32_t standard = 0;
  std::int32_t summer = 0;
  UErrorCode error = U_ZERO_ERROR;
  rules_->icu_zone->getOffset(milliseconds(time.time_since_epoch()), false, standard, summer,
                              error);
  check(U_SUCCESS(error) != 0, "a zone has an offset at every moment");
  return std::chrono::local_seconds{time.time_since_epoch() +
                                    std::chrono::seconds{(standard + summer) / 1000}};
}

Day TimeZone::day_of(Time time) const {
  return Day{std::chrono::floor<std::chrono::days>(local(time))};
}

std::string long_day(Language language, Day day) {
  check(day.ok(), "a day that is written out exists");
  return fmt::format("{} {} {}", static_cast<unsigned>(day.day()),
                     months_of(language)[static_cast<unsigned>(day.month()) - 1],
                     static_cast<int>(day.year()));
}

std::string day_and_time(Language language, Time time, const TimeZone& zone) {
  const auto midnight = std::chrono::floor<std::chrono::days>(zone.local(time));
  return fmt::format("{} {} {}", long_day(language, Day{midnight}), between_day_and_time(language),
                     clock(time, zone));
}

std::string clock(Time time, const TimeZone& zone) {
  const auto local = zone.local(time);
  const std::chrono::hh_mm_ss hand{local - std::chrono::floor<std::chrono::days>(local)};
  return fmt::format("{:02}:{:02}", hand.hours().count(), hand.minutes().count());
}

}  // namespace sallyport::text
