// What all requests of devices share beside JSON in and out: the signature by which a device says
// who it is, and what it is refused for.
//
// Source  docs/pocket-protocol.md, "Requests" and "Errors". Devices have no cookies and no forms:
//         each request is signed, counts once, and is at most two minutes off.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "core/device/device.hpp"
#include "features/factors/pocket/api_json.hpp"
#include "kit/http/message.hpp"
#include "site/site.hpp"

namespace sallyport::pocket {

/// How far a device's clock may be off; it corrects itself by `server_time`.
inline constexpr std::chrono::seconds clock_leeway{120};

[[nodiscard]] http::Response refuse_clock(Time now);
[[nodiscard]] http::Response refuse_signature();
/// For one that was looked at and does not fit: it counts, and past the limit it is told to wait.
/// One that fits is never refused for those of others behind the same address.
[[nodiscard]] http::Response refuse_signature(const site::Site&, const http::Request&,
                                              std::optional<DeviceId>);
[[nodiscard]] http::Response refuse_for_now(std::chrono::seconds wait);

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
