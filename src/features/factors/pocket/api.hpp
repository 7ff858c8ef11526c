// What all requests of devices share: JSON in and out, errors as words, and the signature by which
// a device says who it is.
//
// Source  docs/pocket-protocol.md, "Requests" and "Errors". Devices have no cookies and no forms:
//         each request is signed, counts once, and is at most two minutes off.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "core/device/device.hpp"
#include "kit/http/message.hpp"
#include "kit/json/json.hpp"
#include "site/site.hpp"

namespace sallyport::pocket {

/// How far a device's clock may be off; it corrects itself by `server_time`.
inline constexpr std::chrono::seconds clock_leeway{120};

/// 200 unless said otherwise; never kept by anybody on the way.
[[nodiscard]] http::Response answer(json::Object, int status = 200);
[[nodiscard]] http::Response done();  // 204

/// `message` is for whoever reads it in a log; devices decide by the code.
[[nodiscard]] http::Response refuse(int status, std::string_view code, std::string_view message);
/// With more members: `server_time`, `retry_after`.
[[nodiscard]] http::Response refuse(int status, std::string_view code, std::string_view message,
                                    json::Object more);
[[nodiscard]] http::Response refuse_clock(Time now);
[[nodiscard]] http::Response refuse_signature();
/// For one that was looked at and does not fit: it counts, and past the limit it is told to wait.
/// One that fits is never refused for those of others behind the same address.
[[nodiscard]] http::Response refuse_signature(const site::Site&, const http::Request&,
                                              std::optional<DeviceId>);
[[nodiscard]] http::Response refuse_for_now(std::chrono::seconds wait);

/// The members of a body; or 400 when it is not an object of at most 16 KB.
[[nodiscard]] Result<json::Texts, http::Response> members_of(const http::Request&);
/// Empty when it is not there.
[[nodiscard]] std::string member(const json::Texts&, const std::string& name);
/// Nothing when it is not there or no number that fits.
[[nodiscard]] std::optional<std::int64_t> number(const json::Texts&, const std::string& name);
/// Base64url of exactly so many bytes.
[[nodiscard]] std::optional<std::string> bytes(std::string_view text, std::size_t count);
template <class SomeId>
[[nodiscard]] std::optional<SomeId> id_of(std::string_view text) {
  const auto found = bytes(text, SomeId::size);
  return found ? std::optional{SomeId::of_bytes(*found)} : std::nullopt;
}
template <class SomeId>
[[nodiscard]] std::string text_of(const SomeId& id) {
  return to_base64url(id.bytes());
}

/// 426 when the app is too old, 400 when it does not say its version.
[[nodiscard]] std::optional<http::Response> refuse_old(const site::Site&, const http::Request&);

/// Whether a time that a device says is too far from ours.
[[nodiscard]] bool is_off(std::int64_t time, Time now);

/// Who does it: for the audit log.
[[nodiscard]] audit::Deed deed_of(const site::Site&, const http::Request&);

/// The device that signed this request; or the response that says why it is not let in.
///
///   waiting_too    also one that is linked by its QR code and not yet by the page that showed it
///   suspended_too  also one of which there may be a copy: its owner says so by it
enum class Let { active, waiting_too, suspended_too };
[[nodiscard]] Result<device::Device, http::Response> caller(const site::Site&, const http::Request&,
                                                            Let = Let::active);

/// What keeps a device that was found from being listened to; nothing: it may speak.
[[nodiscard]] std::optional<http::Response> refuse_device(const std::optional<device::Device>&,
                                                          Let = Let::active);

/// For a page whose request could not be held: too many wait.
[[nodiscard]] http::Response crowded();

/// By what push services know us, in base64url; none: phones are not rung.
[[nodiscard]] std::optional<std::string> push_key_of(const site::Site&);

/// What phones and pages of an account wait for.
[[nodiscard]] std::string topic_of(AccountId);

}  // namespace sallyport::pocket
