#include "kit/http/response_text.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <iterator>

namespace sallyport::http {

std::string http_date(Time time) {
  // Not by strftime: a locale must not translate them.
  static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day day{midnight};
  const std::chrono::hh_mm_ss clock{time - midnight};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     days[std::chrono::weekday{midnight}.c_encoding()], unsigned{day.day()},
                     months[unsigned{day.month()} - 1], int{day.year()}, clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

std::string response_text(const Response& response, Time now, Body body, After after) {
  const bool may_have_body = response.status != 204 && response.status != 304;
  std::string text;
  text.reserve(512 + response.body.size());
  const auto out = std::back_inserter(text);
  fmt::format_to(out, "HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status,
                 reason_phrase(response.status), http_date(now));
  if (may_have_body) fmt::format_to(out, "Content-Length: {}\r\n", response.body.size());
  if (after == After::close) text += "Connection: close\r\n";
  for (const auto& [name, value] : response.headers) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
  text += "\r\n";
  if (may_have_body && body == Body::whole) text += response.body;
  return text;
}

}  // namespace sallyport::http
