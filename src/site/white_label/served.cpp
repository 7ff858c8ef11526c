#include "site/white_label/served.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "kit/crypto/digest.hpp"

namespace sallyport::white_label {

std::string served_name(std::string_view name, std::string_view bytes) {
  const auto dot = name.rfind('.');
  const std::string digest = to_hex(crypto::sha256(bytes)).substr(0, 16);
  return fmt::format("{}.{}{}", name.substr(0, dot), digest, name.substr(dot));
}

http::Response kept_for_ever(std::string bytes, std::string type) {
  http::Response response;
  response.body = std::move(bytes);
  response.with_header("Content-Type", std::move(type));
  response.with_header("Cache-Control", "public, max-age=31536000, immutable");
  return response;
}

}  // namespace sallyport::white_label
