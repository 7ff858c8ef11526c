// One request to a web server, and all that can come of it.
//
// Source  libcurl's easy interface. For commands that look around, and for pocketctl; the running
//         portal does not call with it.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace sallyport::call {

struct Question {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::filesystem::path authorities;  // PEM; empty: those that this machine trusts
  /// Where to go instead of where the name leads: "127.0.0.1", 8080. The certificate there is not
  /// looked at, for this is our own machine.
  std::optional<std::pair<std::string, std::uint16_t>> instead;
  std::chrono::milliseconds patience{3000};
  std::string caller = "sallyport doctor";  // how we call ourselves there
};

enum class Outcome {
  answered,
  no_address,           // the name leads nowhere
  refused,              // nobody listens there, or the way is closed
  too_slow,             // no whole answer in time
  certificate_refused,  // wrong name, expired, or signed by nobody we trust
  no_tls,               // something listens there, but does not speak TLS
  broken_off,           // any other end
};

struct Answer {
  Outcome outcome = Outcome::broken_off;
  std::string problem;  // the library's words, when there is no answer
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // as they came, in order
  std::string body;                                          // its first 64 KiB
  Time received;                                             // by this machine's clock

  /// All values of a header; its name in any case.
  [[nodiscard]] std::vector<std::string_view> header(std::string_view name) const;
};

/// Follows no redirect, uses no proxy, whatever the environment says.
[[nodiscard]] Answer get(const Question&);
/// The same with a body, which is not changed or sent twice.
[[nodiscard]] Answer post(const Question&, std::string_view body);

/// "Tue, 15 Nov 1994 08:12:31 GMT" (RFC 9110 §5.6.7); nothing when it cannot be read.
[[nodiscard]] std::optional<Time> read_http_date(std::string_view);

}  // namespace sallyport::call
