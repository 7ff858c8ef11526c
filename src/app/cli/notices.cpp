#include "app/cli/notices.hpp"

#include <fmt/format.h>

#include <charconv>

#include "app/cli/find.hpp"
#include "core/notice/notice.hpp"
#include "kit/json/json.hpp"

namespace sallyport::app::cli {
namespace {

constexpr std::size_t longest_notice = 400;

/// Two digits up to `most`.
std::optional<int> two_digits(std::string_view text, int most) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || text.size() != 2 || number < 0 ||
      number > most) {
    return std::nullopt;
  }
  return number;
}

/// "2026-01-31 18:00" on the clock of that zone; with a T between too. Nothing when it is not that.
std::optional<Time> wall_time(std::string_view typed, const text::TimeZone& zone) {
  if (typed.size() != 16 || (typed[10] != ' ' && typed[10] != 'T') || typed[13] != ':') {
    return std::nullopt;
  }
  const auto day = parse_day(typed.substr(0, 10));
  const auto hour = two_digits(typed.substr(11, 2), 23);
  const auto minute = two_digits(typed.substr(14, 2), 59);
  if (!day || !hour || !minute) return std::nullopt;
  const std::chrono::local_seconds wanted =
      std::chrono::local_days{*day} + std::chrono::hours{*hour} + std::chrono::minutes{*minute};
  // Where the clocks change on that day, the wall and the time since midnight differ by that.
  Time time = zone.start_of(*day) + std::chrono::hours{*hour} + std::chrono::minutes{*minute};
  time += wanted - zone.local(time);
  return time;
}

std::string json_of(const std::optional<notice::Notice>& notice) {
  if (!notice) return "null";
  return json::Object{}
      .add("en", notice->english)
      .add("nl", notice->dutch)
      .add_maybe("until", notice->ends_at ? std::optional{rfc3339(*notice->ends_at)} : std::nullopt)
      .text();
}

std::string told(const notice::Notice& notice) {
  return fmt::format("en: {}\nnl: {}\n{}", notice.in(text::Language::english).words,
                     notice.in(text::Language::dutch).words,
                     notice.ends_at ? "until " + rfc3339(*notice.ends_at)
                                    : std::string{"until `sallyport notice clear`"});
}

}  // namespace

void set_notice(Opened& opened, const NoticeWords& words, Form form) {
  notice::Notice notice{.english = words.english, .dutch = words.dutch};
  if (words.english.empty() && words.dutch.empty()) {
    throw Refused("Give the text with --en, --nl, or both.");
  }
  if (!words.english.empty()) check_name(words.english, longest_notice, "--en");
  if (!words.dutch.empty()) check_name(words.dutch, longest_notice, "--nl");
  const audit::Deed deed = opened.deed();
  if (!words.until.empty()) {
    notice.ends_at = wall_time(words.until, opened.settings.policy.time_zone);
    if (!notice.ends_at) {
      throw Refused(fmt::format("--until is a day and a time like \"2027-01-31 18:00\", in {}.",
                                opened.settings.policy.time_zone.name()));
    }
    if (*notice.ends_at <= deed.now) throw Refused("--until is past; nobody would see the notice.");
  }
  opened.database->write([&](db::Write& db) { notice::set(db, deed, notice); });
  print(form == Form::json ? json_of(notice)
                           : "Everybody sees this with their next page.\n" + told(notice));
}

void clear_notice(Opened& opened, Form form) {
  const bool cleared =
      opened.database->write([&](db::Write& db) { return notice::clear(db, opened.deed()); });
  if (!cleared) throw Refused("There is no notice.");
  print(form == Form::json ? "null" : "The notice is gone with everybody's next page.");
}

void show_notice(Opened& opened, Form form) {
  const auto notice =
      opened.database->read([&](db::Read& db) { return notice::current(db, opened.deed().now); });
  if (form == Form::json) return print(json_of(notice));
  print(notice ? told(*notice) : "There is no notice.");
}

}  // namespace sallyport::app::cli
