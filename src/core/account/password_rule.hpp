// What a password may not be.
//
// Source  NIST SP 800-63B-4 §3.1.1.2; OWASP ASVS 5.0 6.2.1, 6.2.4, 6.2.9, 6.2.11. Promise M71.
// No demand for digits or capitals, no expiry: people answer both with "Welcome2026!".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/email.hpp"

namespace sallyport::account {

enum class Weakness { too_short, too_long, like_your_name, like_your_email, common, portal_word };

/// What the person's own surroundings make easy to guess.
struct PasswordContext {
  Email email;
  std::vector<std::string> names;         // of the person, as they stand in their organisations
  std::vector<std::string> portal_words;  // names of the portal, its operator, the organisations
  std::int64_t least = 12;                // code points
};

inline constexpr std::size_t longest_password = 256;  // code points
inline constexpr std::size_t longest_password_bytes = 1'024;

/// Everything that is wrong with it, in the order of the enum; nothing when it may be used.
///
///   normalised_password   in the form to be hashed (text::normalised).
[[nodiscard]] std::vector<Weakness> weaknesses(std::string_view normalised_password,
                                               const PasswordContext&);

}  // namespace sallyport::account
