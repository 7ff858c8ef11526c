// A request as the server has read it, and the response it gets.
//
// Source  RFC 9110 (semantics), RFC 9112 (HTTP/1.1), RFC 6265bis (cookies).
// Read    message.hpp, form.hpp, cookie.hpp, router.hpp, server.hpp (limits, workers, one catch);
//         behind it head.hpp (what is refused), connection.hpp (one socket), answer.cpp, loop.hpp.
#pragma once

#include <chrono>
#include <cstddef>
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

struct Cookie;

/// Names in lower case in a request; as written by us in a response.
using Headers = std::vector<std::pair<std::string, std::string>>;

enum class Method { get, head, post };

/// "GET"
[[nodiscard]] std::string_view name_of(Method);

struct Request {
  Method method = Method::get;
  std::string path;   // encoded and canonical: "/signin/code"
  std::string query;  // encoded, without "?"; may be empty; well-formed as a form
  Headers headers;
  std::string body;  // JSON only: a form is wiped when its fields have been read from it
  Form form;         // the fields of an urlencoded body; empty otherwise
  std::map<std::string, std::string, std::less<>> parts;  // what stood for {name}, decoded
  std::map<std::string, std::string, std::less<>> cookies;
  Address sender = *Address::parse("127.0.0.1");
  Address peer = *Address::parse("127.0.0.1");  // the other end of the connection: a proxy, if any
  Time now;           // the one reading of the clock for this request; another one when it waited
  std::string id;     // for the log and the error page
  bool json = false;  // a POST whose body is JSON, in `body` as it came

  // For who holds requests (see Hold):
  bool again = false;    // given to the handler before: what counts once has been counted
  bool waited = false;   // is to be answered now, with what there is: it must not be held again
  bool crowded = false;  // then because too many are held; who comes back should take its time

  /// The value of a header that was sent once; the name in lower case.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
  [[nodiscard]] std::optional<std::string_view> cookie(std::string_view name) const;
  /// Fields of the query, read like a form; empty when it is not one (answer_safely refuses those).
  [[nodiscard]] Form query_form() const;
};

/// In place of a response: the request waits, without a worker, until the topic is rung, and is
/// then given to the same handler again. After `most` since it came it is given a last time, with
/// `waited`; also when the server stops, when there is no room, and when a newer request of the
/// same `who` is held beyond `most_of_who`.
struct Hold {
  std::string topic;  // see bell.hpp
  std::chrono::milliseconds most{0};
  std::string who = {};  // a device, a session; empty: counted in the total only
  std::size_t most_of_who = 1;
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  std::string route;  // the pattern that matched, for the log: paths may hold secrets
  /// Goes out so much later, without a worker waiting: for who comes again without pause.
  std::chrono::milliseconds held_for{0};
  std::optional<Hold> hold = {};  // then nothing else of it counts

  /// A later one with the same name replaces it. A line break in it is a Bug: it would be another.
  Response& with_header(std::string_view name, std::string value);
  /// A later one with the same cookie name replaces it; see cookie.hpp.
  Response& with_cookie(const Cookie&);
};

/// Only for a GET, and not for a request that has waited.
[[nodiscard]] Response hold(Hold);
/// 303: the browser follows with a GET, so nothing is sent twice (never 307 or 308).
[[nodiscard]] Response see_other(std::string path);
[[nodiscard]] Response html(int status, std::string body);
[[nodiscard]] Response plain_text(int status, std::string body);

/// "Method Not Allowed" and so on (RFC 9110 §15).
[[nodiscard]] std::string_view reason_phrase(int status);

}  // namespace sallyport::http
