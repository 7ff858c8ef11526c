#include "core/device/offline_code.hpp"

#include <fmt/format.h>

#include "kit/crypto/digest.hpp"

namespace sallyport::device {
namespace {

constexpr std::int64_t period = 30;

}  // namespace

std::string offline_code_at(const Secret& secret, std::int64_t step) {
  std::string counter(8, '\0');
  auto rest = static_cast<std::uint64_t>(step);
  for (std::size_t i = counter.size(); i-- > 0; rest >>= 8U) {
    counter[i] = static_cast<char>(rest & 0xffU);
  }
  const std::string digest = crypto::hmac_sha256(secret, counter);
  const std::size_t offset = static_cast<unsigned char>(digest.back()) & 0x0fU;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    number = number << 8U | static_cast<unsigned char>(digest[offset + i]);
  }
  return fmt::format("{:06}", (number & 0x7fffffffU) % 1'000'000);
}

std::optional<std::int64_t> step_of_offline_code(const Secret& secret, std::string_view code,
                                                 Time now, std::int64_t last_step) {
  const std::int64_t here = unix_seconds(now) / period;
  for (std::int64_t step = here - 1; step <= here + 1; ++step) {
    if (crypto::equal_in_constant_time(offline_code_at(secret, step), code)) {
      return step > last_step ? std::optional{step} : std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace sallyport::device
