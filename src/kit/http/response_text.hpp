// A response as it goes over the wire, in one piece.
//
// Source  RFC 9112 §4, §6; RFC 9110 §5.6.7 (Date), §6.4.1 (responses without a body).
#pragma once

#include <string>

#include "base/time.hpp"
#include "kit/http/message.hpp"

namespace sallyport::http {

/// "Sun, 06 Nov 1994 08:49:37 GMT"
[[nodiscard]] std::string http_date(Time);

enum class Body { whole, left_out };  // left out: the answer to HEAD
enum class After { keep_alive, close };

[[nodiscard]] std::string response_text(const Response&, Time now, Body, After);

}  // namespace sallyport::http
