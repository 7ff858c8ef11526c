// How hard a password is to guess, for the word beside the field. It forbids nothing: core/account
// does.
//
// Source  zxcvbn (Wheeler, USENIX Security 2016) by libzxcvbn.
#pragma once

#include <string_view>

namespace sallyport::passwords {

enum class Strength {
  weak,  // under 10^10 guesses
  fair,
  strong,  // 10^14 guesses and more
};

/// Looks at the first 128 bytes: what follows cannot make it weaker, only slower to judge.
[[nodiscard]] Strength strength(std::string_view normalised_password);

}  // namespace sallyport::passwords
