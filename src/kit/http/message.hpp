// A request as the server has read it, and the response it gets.
//
// Source  RFC 9110 (semantics), RFC 9112 (HTTP/1.1), RFC 6265bis (cookies).
// Read    message.hpp, form.hpp, cookie.hpp, router.hpp, server.hpp (limits, workers, the one catch).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/address.hpp"
#include "base/time.hpp"
#include "kit/http/form.hpp"

namespace sallyport::http {

enum class Method { get, head, post };

struct Request {
  Method method = Method::get;
  std::string path;                                          // encoded and canonical: "/signin/code"
  std::string query;                                         // encoded, without "?"; may be empty
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  Form form;                                    // the fields of an urlencoded body; empty otherwise
  std::map<std::string, std::string, std::less<>> parts;  // what stood for {name} in the route, decoded
  std::map<std::string, std::string, std::less<>> cookies;
  Address sender = *Address::parse("127.0.0.1");
  Time now;        // the one reading of the clock for this request
  std::string id;  // for the log and the error page

  /// The value of a header that was sent once; the name in lower case.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
  [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const;
  /// Fields of the query, read like a form.
  [[nodiscard]] Form query_form() const;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  Response& with_header(std::string name, std::string value);
  /// A later one with the same name replaces it; see cookie.hpp.
  Response& with_cookie(const struct Cookie&);
};

/// 303: the browser follows with a GET, so nothing is sent twice (never 307 or 308).
[[nodiscard]] Response see_other(std::string path);
[[nodiscard]] Response html(int status, std::string body);
[[nodiscard]] Response plain_text(int status, std::string body);

/// "Method Not Allowed" and so on (RFC 9110 §15).
[[nodiscard]] std::string_view reason_phrase(int status);

}  // namespace sallyport::http
