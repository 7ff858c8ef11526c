// JSON between devices and the portal, and errors as words in it.
//
// Source  docs/pocket-protocol.md, "Requests" and "Errors"
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/encoding.hpp"
#include "base/result.hpp"
#include "kit/http/message.hpp"
#include "kit/json/json.hpp"

namespace sallyport::pocket {

/// 200 unless said otherwise; never kept by anybody on the way.
[[nodiscard]] http::Response answer(json::Object, int status = 200);
[[nodiscard]] http::Response done();  // 204

/// `message` is for whoever reads it in a log; devices decide by the code.
[[nodiscard]] http::Response refuse(int status, std::string_view code, std::string_view message);
/// With more members: `server_time`, `retry_after`.
[[nodiscard]] http::Response refuse(int status, std::string_view code, std::string_view message,
                                    json::Object more);

/// The members of a body; or 400 when it is not an object of at most 16 KB.
[[nodiscard]] Result<json::Texts, http::Response> members_of(const http::Request&);
/// Empty when it is not there.
[[nodiscard]] std::string member(const json::Texts&, const std::string& name);
/// Nothing when it is not there or no number that fits.
[[nodiscard]] std::optional<std::int64_t> number(const json::Texts&, const std::string& name);
/// Base64url of exactly so many bytes.
[[nodiscard]] std::optional<std::string> bytes(std::string_view text, std::size_t count);
/// Nothing when it is no whole number that fits.
[[nodiscard]] std::optional<std::int64_t> number(std::string_view text);
template <class SomeId>
[[nodiscard]] std::optional<SomeId> id_of(std::string_view text) {
  const auto found = bytes(text, SomeId::size);
  return found ? std::optional{SomeId::of_bytes(*found)} : std::nullopt;
}
template <class SomeId>
[[nodiscard]] std::string text_of(const SomeId& id) {
  return to_base64url(id.bytes());
}

}  // namespace sallyport::pocket
