#include "kit/http/head.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <limits>

#include "kit/http/letters.hpp"
#include "kit/http/target.hpp"

namespace sallyport::http {
namespace {

using Parser = boost::beast::http::request_parser<boost::beast::http::empty_body>;
using Refused = std::optional<Refusal>;  // nothing: may come in

constexpr std::string_view line_end = "\r\n";

struct RequestLine {
  std::string_view method;
  std::string_view target;
  std::string_view version;
};

Result<RequestLine, Refusal> split_request_line(std::string_view line) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  // A third space stays in the target, which refuses it.
  if (first == last) return fail(Refusal{400, "the request line has not three parts"});
  return RequestLine{.method = line.substr(0, first),
                     .target = line.substr(first + 1, last - first - 1),
                     .version = line.substr(last + 1)};
}

Refused check_version(std::string_view version) {
  if (version == "HTTP/1.1" || version == "HTTP/1.0") return std::nullopt;
  const bool is_version = version.size() == 8 && version.starts_with("HTTP/") &&
                          is_digit(version[5]) && version[6] == '.' && is_digit(version[7]);
  if (is_version) return Refusal{505, "another version of HTTP"};
  return Refusal{400, "the request line does not end with a version"};
}

Result<Method, Refusal> read_method(std::string_view name) {
  if (!is_token(name)) return fail(Refusal{400, "the method is not a token"});
  for (const Method method : {Method::get, Method::head, Method::post}) {
    if (name == name_of(method)) return method;
  }
  return fail(Refusal{405, "a method that no page has"});
}

/// `lines` is all but the request line and the empty line, each with its end.
Result<Headers, Refusal> read_fields(std::string_view lines, std::size_t field_limit) {
  Headers headers;
  while (!lines.empty()) {
    const auto end = lines.find(line_end);
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end + line_end.size());

    if (headers.size() == field_limit) return fail(Refusal{431, "too many header fields"});
    if (line.front() == ' ' || line.front() == '\t') return fail(Refusal{400, "a folded line"});
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return fail(Refusal{400, "a header without a colon"});
    const std::string_view name = line.substr(0, colon);
    const bool plain = std::all_of(name.begin(), name.end(),
                                   [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
    if (name.empty() || !plain) {
      return fail(Refusal{400, "a header's name has other letters than a-z, 0-9 and -"});
    }
    headers.emplace_back(lower(name), trimmed(line.substr(colon + 1)));
  }
  return headers;
}

std::vector<std::string_view> all_of(const Headers& headers, std::string_view name) {
  std::vector<std::string_view> values;
  for (const auto& [known, value] : headers) {
    if (known == name) values.push_back(value);
  }
  return values;
}

/// host[:port], or an IPv6 address in brackets: which one is ours is decided further up.
bool is_host(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return is_letter(c) || is_digit(c) ||
           std::string_view{"-._:[]"}.find(c) != std::string_view::npos;
  });
}

/// What may differ between two readers of the same head: whom it is for, and where the body ends.
Refused check_meaning(const Headers& headers) {
  const auto hosts = all_of(headers, "host");
  if (hosts.size() != 1 || !is_host(hosts.front())) return Refusal{400, "not exactly one Host"};

  const auto lengths = all_of(headers, "content-length");
  if (!all_of(headers, "transfer-encoding").empty()) {
    if (!lengths.empty()) return Refusal{400, "both Transfer-Encoding and Content-Length"};
    return Refusal{411, "Transfer-Encoding"};
  }
  if (lengths.size() > 1) return Refusal{400, "Content-Length more than once"};
  if (!lengths.empty()) {
    const std::string_view length = lengths.front();
    if (length.empty() || !std::all_of(length.begin(), length.end(), is_digit)) {
      return Refusal{400, "Content-Length is not a number"};
    }
  }
  if (!all_of(headers, "content-encoding").empty()) return Refusal{415, "Content-Encoding"};

  const auto expectations = all_of(headers, "expect");
  if (expectations.size() > 1 ||
      (!expectations.empty() && !same_letters(expectations.front(), "100-continue"))) {
    return Refusal{417, "an expectation other than 100-continue"};
  }
  return std::nullopt;
}

/// Beast's own reading; false when it does not take the head, or not all of it.
bool parse(Parser& parser, std::string_view text) {
  parser.header_limit(std::numeric_limits<std::uint32_t>::max());  // ours has been looked at
  parser.body_limit(boost::none);
  boost::beast::error_code problem;
  std::size_t taken = 0;
  while (!problem && !parser.is_header_done()) {
    taken +=
        parser.put(boost::asio::const_buffer{text.data() + taken, text.size() - taken}, problem);
  }
  return !problem && taken == text.size();
}

}  // namespace

Result<std::optional<std::size_t>, Refusal> HeadEnd::look(std::string_view received) {
  for (; seen_ < received.size(); ++seen_) {
    const char c = received[seen_];
    const char before = seen_ == 0 ? ' ' : received[seen_ - 1];
    if ((c == '\n') != (before == '\r')) return fail(Refusal{400, "a bare CR or LF"});
    if (c != '\n' && c != '\r' && c != '\t' && is_control(c)) {
      return fail(Refusal{400, "a control character"});
    }
    if (c != '\n') continue;
    if (seen_ == 1) return fail(Refusal{400, "an empty line before the request"});
    if (received.substr(0, seen_ + 1).ends_with("\r\n\r\n")) return ++seen_;
  }
  return std::nullopt;
}

Result<Head, Refusal> read_head(std::string_view text, std::size_t field_limit,
                                std::size_t body_limit) {
  const auto first_end = text.find(line_end);
  const auto line = split_request_line(text.substr(0, first_end));
  if (!line) return fail(line.error());
  if (const auto refused = check_version(line->version)) return fail(*refused);
  const auto method = read_method(line->method);
  if (!method) return fail(method.error());
  auto target = read_target(line->target);
  if (!target) return fail(target.error());

  std::string_view lines = text.substr(first_end + line_end.size());
  lines.remove_suffix(line_end.size());
  auto headers = read_fields(lines, field_limit);
  if (!headers) return fail(headers.error());
  if (const auto refused = check_meaning(*headers)) return fail(*refused);

  Parser parser;
  if (!parse(parser, text)) return fail(Refusal{400, "not HTTP"});
  const auto length = parser.content_length();
  if (length && *length > body_limit) return fail(Refusal{413, "the body is too large"});
  Head head{.method = *method,
            .path = std::move(target->path),
            .query = std::move(target->query),
            .headers = std::move(*headers)};
  head.body_length = length ? static_cast<std::size_t>(*length) : 0;
  head.keep_alive = line->version == "HTTP/1.1" && parser.get().keep_alive();
  head.expects_continue = line->version == "HTTP/1.1" && head.body_length > 0 &&
                          !all_of(head.headers, "expect").empty();
  return head;
}

}  // namespace sallyport::http
