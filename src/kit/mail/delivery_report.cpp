#include "kit/mail/delivery_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace sallyport::mail {
namespace {

constexpr std::size_t most_headers = 200;
constexpr std::size_t most_parts = 16;
constexpr std::size_t longest_value = 2000;
constexpr std::size_t longest_reason = 400;

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, small, small);
}

bool begins(std::string_view text, std::string_view with) {
  return text.size() >= with.size() && same(text.substr(0, with.size()), with);
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Takes a line off the front, without its end, which is CRLF or LF.
std::string_view next_line(std::string_view& rest) {
  const auto end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

struct Header {
  std::string_view name;
  std::string value;  // unfolded
};
using Headers = std::vector<Header>;

/// Takes headers off the front up to an empty line or the end.
Headers next_headers(std::string_view& rest) {
  Headers headers;
  while (!rest.empty()) {
    const std::string_view line = next_line(rest);
    if (line.empty()) break;
    const bool goes_on = line.front() == ' ' || line.front() == '\t';
    if (goes_on && !headers.empty()) {
      std::string& value = headers.back().value;
      if (value.size() < longest_value) value += fmt::format(" {}", trimmed(line));
      continue;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || headers.size() >= most_headers) continue;
    headers.push_back(
        {trimmed(line.substr(0, colon)), std::string{trimmed(line.substr(colon + 1))}});
  }
  for (Header& header : headers) header.value.resize(std::min(header.value.size(), longest_value));
  return headers;
}

/// Empty when it is not there.
std::string_view value_of(const Headers& headers, std::string_view name) {
  const auto found =
      std::ranges::find_if(headers, [&](const Header& header) { return same(header.name, name); });
  return found == headers.end() ? std::string_view{} : std::string_view{found->value};
}

/// A parameter of a Content-Type, with its quotes taken off; empty when it is not there.
std::string parameter(std::string_view content_type, std::string_view name) {
  while (!content_type.empty()) {
    // A semicolon inside quotes ends nothing.
    std::size_t end = 0;
    for (bool quoted = false; end < content_type.size(); ++end) {
      if (content_type[end] == '"') quoted = !quoted;
      if (content_type[end] == ';' && !quoted) break;
    }
    const auto piece = trimmed(content_type.substr(0, end));
    content_type.remove_prefix(std::min(end + 1, content_type.size()));
    const auto sign = piece.find('=');
    if (sign == std::string_view::npos || !same(trimmed(piece.substr(0, sign)), name)) continue;
    std::string value{trimmed(piece.substr(sign + 1))};
    std::erase(value, '"');
    return value;
  }
  return {};
}

/// What stands between the lines "--" boundary.
std::vector<std::string_view> parts_of(std::string_view body, const std::string& boundary) {
  std::vector<std::string_view> parts;
  const std::string mark = "--" + boundary;
  const char* begin = nullptr;  // of the part that is open
  while (!body.empty() && parts.size() < most_parts) {
    const char* here = body.data();
    const std::string_view line = next_line(body);
    if (!line.starts_with(mark)) continue;
    const std::string_view after = trimmed(line.substr(mark.size()));
    if (!after.empty() && after != "--") continue;
    if (begin != nullptr) parts.emplace_back(begin, here);
    begin = after.empty() ? body.data() : nullptr;
  }
  // A report that was cut off.
  if (begin != nullptr && parts.size() < most_parts) parts.emplace_back(begin, body.data());
  return parts;
}

/// "<a@b>": a@b. Nothing for anything but one id.
std::optional<std::string> message_id_in(std::string_view value) {
  value = trimmed(value);
  if (value.size() < 5 || value.size() > 250 || value.front() != '<' || value.back() != '>') {
    return std::nullopt;
  }
  value = value.substr(1, value.size() - 2);
  const bool plain = std::ranges::all_of(
      value, [](char c) { return c > ' ' && c <= '~' && c != '<' && c != '>'; });
  if (!plain || std::ranges::count(value, '@') != 1) return std::nullopt;
  return std::string{value};
}

std::string printable(std::string text) {
  std::ranges::replace_if(text, [](char c) { return c < ' ' || c > '~'; }, '?');
  text.resize(std::min(text.size(), longest_reason));
  return text;
}

DeliveryReport::Action action_called(std::string_view word) {
  if (same(word, "failed")) return DeliveryReport::Action::failed;
  if (same(word, "delayed")) return DeliveryReport::Action::delayed;
  return DeliveryReport::Action::other;
}

/// Our emails have one recipient: the first group with an Action is the one. False: there is none.
bool read_status(std::string_view body, DeliveryReport& report) {
  while (!body.empty()) {
    const Headers group = next_headers(body);
    const std::string_view action = value_of(group, "Action");
    if (action.empty()) continue;
    report.action = action_called(action);
    report.reason = printable(std::string{trimmed(
        fmt::format("{} {}", value_of(group, "Status"), value_of(group, "Diagnostic-Code")))});
    return true;
  }
  return false;
}

}  // namespace

std::optional<DeliveryReport> read_delivery_report(std::string_view message) {
  std::string_view rest = message.substr(0, longest_report);
  const Headers headers = next_headers(rest);
  const std::string_view type = value_of(headers, "Content-Type");
  const std::string boundary = parameter(type, "boundary");
  if (!begins(type, "multipart/report") || boundary.empty() || boundary.size() > 70) {
    return std::nullopt;
  }
  DeliveryReport report;
  bool has_status = false;
  std::optional<std::string> original;
  for (std::string_view part : parts_of(rest, boundary)) {
    const Headers part_headers = next_headers(part);
    const std::string_view part_type = value_of(part_headers, "Content-Type");
    if (begins(part_type, "message/delivery-status") && !has_status) {
      has_status = read_status(part, report);
    } else if (begins(part_type, "message/rfc822") || begins(part_type, "text/rfc822-headers")) {
      original = message_id_in(value_of(next_headers(part), "Message-ID"));
    }
  }
  // Some servers return nothing of the email, but answer to it.
  if (!original) original = message_id_in(value_of(headers, "In-Reply-To"));
  if (!has_status || !original) return std::nullopt;
  report.message_id = *std::move(original);
  return report;
}

}  // namespace sallyport::mail
