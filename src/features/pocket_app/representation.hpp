// One file as it is sent: compressed for who takes that, and not at all to who has it already.
//
// Source  RFC 9110 §8.8.3 (ETag), §13.1.2 (If-None-Match), §12.5.3 (Accept-Encoding).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kit/http/message.hpp"

namespace sallyport::pocket_app {

class Representation {
 public:
  /// `compressed` is the same by gzip, and outlives this.
  Representation(std::string bytes, std::optional<std::string_view> compressed, std::string type);

  /// 200, or 304 when the request names what would be sent. The browser asks each time: addresses
  /// stay, bytes change, and the app keeps its files itself (web/pocket/src/worker.ts).
  [[nodiscard]] http::Response answer(const http::Request&) const;

 private:
  std::string bytes_;
  std::optional<std::string_view> compressed_;
  std::string type_;
  std::string tag_;  // without its quotes
};

/// Whether an Accept-Encoding header takes gzip: named, and not with a weight of 0.
[[nodiscard]] bool takes_gzip(std::string_view accept_encoding);

}  // namespace sallyport::pocket_app
