// Our cookies, and what stands in them.
//
//     __Host-sid       session token; gone with the browser
//     __Host-pre       before a session: a signed Arrival, or the token of an attempt
//     __Host-known     token of a known browser, 90 days
//     __Host-language  "en" or "nl", a year
//
// Source  requirements R-SES-1 to R-SES-3. An Arrival is kept by the browser and signed, so that
//         opening the sign-in page writes nothing here:
//     arrival   = payload "." base64url(HMAC-SHA-256(form key, "arrival" payload))
//     payload   = base64url(nonce expiry link path)
//     nonce     = 16 bytes
//     expiry    = 8 bytes, big endian, seconds UTC
//     link      = 16 bytes, or as many zeroes when there is none
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "kit/crypto/keys.hpp"
#include "kit/crypto/random.hpp"
#include "kit/http/cookie.hpp"

namespace sallyport::site {

inline constexpr const char* session_cookie = "__Host-sid";
inline constexpr const char* arrival_cookie = "__Host-pre";
inline constexpr const char* known_cookie = "__Host-known";
inline constexpr const char* language_cookie = "__Host-language";

/// Somebody at the door who has proved nothing yet.
struct Arrival {
  std::string return_to;       // path and query of where they were going; empty: home
  std::optional<LinkId> link;  // the link from a letter that they opened
  std::string nonce = {};  // what forms are bound to; empty: a fresh one is drawn when it is signed
};

inline constexpr std::size_t arrival_nonce_size = 16;
inline constexpr std::chrono::hours arrival_lifetime{24};
/// Long enough to think of a password; afterwards the letter's link opens again.
inline constexpr std::chrono::minutes opened_link_lifetime{30};

[[nodiscard]] std::string sign_arrival(const Arrival&, const Secret& form_key, crypto::Random&,
                                       Time now);
/// Nothing when it was not signed by us, is older than its lifetime, or is something else.
[[nodiscard]] std::optional<Arrival> read_arrival(std::string_view cookie, const Secret& form_key,
                                                  Time now);
/// Signed with any version of the key: a cookie outlives a rotation.
[[nodiscard]] std::optional<Arrival> read_arrival(std::string_view cookie,
                                                  const crypto::Keys& form_keys, Time now);

/// The token that every form carries: a keyed digest of what the form is bound to, which is a
/// session with its organisation (form_binding in visit.hpp), the token of an attempt, or the nonce
/// of an arrival.
[[nodiscard]] std::string form_token(const Secret& form_key, std::string_view bound_to);
/// Whether it is the token for that with any version of the key: a page that is open outlives a
/// rotation.
[[nodiscard]] bool is_form_token(std::string_view token, const crypto::Keys& form_keys,
                                 std::string_view bound_to);

/// True for a path (with query) of ours that a person may be sent back to: begins with one "/",
/// holds only what a canonical address of ours may hold, and is at most 512 long.
[[nodiscard]] bool is_own_path(std::string_view);

}  // namespace sallyport::site
