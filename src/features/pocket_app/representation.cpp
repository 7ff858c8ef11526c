#include "features/pocket_app/representation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.hpp"
#include "kit/crypto/digest.hpp"

namespace sallyport::pocket_app {
namespace {

/// What stands before the next `mark`, without blanks around it; `text` keeps what stands behind.
std::string_view take_until(char mark, std::string_view& text) {
  const auto end = std::min(text.find(mark), text.size());
  auto taken = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  while (taken.starts_with(' ') || taken.starts_with('\t')) taken.remove_prefix(1);
  while (taken.ends_with(' ') || taken.ends_with('\t')) taken.remove_suffix(1);
  return taken;
}

/// RFC 9110 §13.1.2: compared weakly, so that a proxy's W/ before it does no harm.
bool names(std::string_view if_none_match, std::string_view tag) {
  while (!if_none_match.empty()) {
    auto one = take_until(',', if_none_match);
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == tag || one == "*") return true;
  }
  return false;
}

}  // namespace

Representation::Representation(std::string bytes, std::optional<std::string_view> compressed,
                               std::string type)
    : bytes_(std::move(bytes)),
      compressed_(compressed),
      type_(std::move(type)),
      tag_(to_hex(crypto::sha256(bytes_)).substr(0, 16)) {}

http::Response Representation::answer(const http::Request& request) const {
  const bool by_gzip = compressed_ && takes_gzip(request.header("accept-encoding").value_or(""));
  const std::string tag = fmt::format("\"{}{}\"", tag_, by_gzip ? "-gzip" : "");
  http::Response response;
  response.with_header("ETag", tag);
  response.with_header("Cache-Control", "no-cache");
  if (compressed_) response.with_header("Vary", "Accept-Encoding");
  if (names(request.header("if-none-match").value_or(""), tag)) {
    response.status = 304;
    return response;
  }
  response.with_header("Content-Type", type_);
  if (by_gzip) response.with_header("Content-Encoding", "gzip");
  response.body = by_gzip ? std::string{*compressed_} : bytes_;
  return response;
}

bool takes_gzip(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    auto one = take_until(',', accept_encoding);
    if (take_until(';', one) != "gzip") continue;
    const auto weight = take_until(';', one);
    return weight.empty() || weight.find_first_of("123456789") != std::string_view::npos;
  }
  return false;
}

}  // namespace sallyport::pocket_app
