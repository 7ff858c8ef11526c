// The portal as it is met from outside: at the public address, through whatever stands in front.
//
// Read    features/health/mirror.hpp (how the portal proves that it is itself, and what it tells),
//         then the judgements: address_check, proxy_check, cookies_check, headers_check.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "app/settings.hpp"
#include "core/keyring/keyring.hpp"
#include "features/health/mirror.hpp"
#include "kit/call/call.hpp"

namespace sallyport::app::doctor {

/// An answer to the question that only this installation can answer.
struct Met {
  call::Answer answer;
  std::optional<health::Reflection> reflection;  // none: it was not this installation
};

struct Outside {
  Met here;           // at server.listen, past everything in front
  Met there;          // at the public address
  call::Answer page;  // the sign-in page, at the public address
};

/// What doctor writes into X-Forwarded-For, as any caller might: an address of nobody (RFC 5737).
inline constexpr std::string_view forged_address = "192.0.2.66";

/// Takes a few seconds at the most. `authorities`: see call::Question.
[[nodiscard]] Outside look_from_outside(const Settings&, const keyring::Keyring&, crypto::Random&,
                                        Time now, const std::filesystem::path& authorities);

/// "portal.example" or "localhost:8443": what belongs into the Host header.
[[nodiscard]] std::string authority_of(const Settings&);
/// "127.0.0.1:8080", for sentences.
[[nodiscard]] std::string listening_at(const Settings&);
/// Whether somebody else speaks TLS for the portal.
[[nodiscard]] bool needs_proxy(const Settings&);

}  // namespace sallyport::app::doctor
