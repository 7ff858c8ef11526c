#include "kit/passwords/strength.hpp"

#include <zxcvbn.h>

#include <cmath>
#include <string>

#include "base/secret.hpp"

namespace sallyport::passwords {
namespace {

constexpr std::size_t longest = 128;

}  // namespace

Strength strength(std::string_view normalised_password) {
  std::string text{normalised_password.substr(0, longest)};
  const double bits = ZxcvbnMatch(text.c_str(), nullptr, nullptr);
  wipe(text);
  if (bits < std::log2(1e10)) return Strength::weak;
  return bits < std::log2(1e14) ? Strength::fair : Strength::strong;
}

}  // namespace sallyport::passwords
