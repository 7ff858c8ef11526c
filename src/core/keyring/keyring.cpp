#include "core/keyring/keyring.hpp"

#include <system_error>

#include "base/bug.hpp"
#include "kit/crypto/key_file.hpp"

namespace sallyport::keyring {
namespace {

using Keys = std::map<std::uint32_t, Secret>;

Secret newest(Keys keys) {
  check(!keys.empty(), "a key file holds a key");
  return std::move(keys.rbegin()->second);
}

}  // namespace

std::map<std::uint32_t, Secret> Keyring::copy_of_peppers() const {
  Keys copy;
  for (const auto& [version, pepper] : peppers) copy.emplace(version, pepper.copy());
  return copy;
}

Keyring load(const std::filesystem::path& folder, crypto::Random& random) {
  // Only the folder itself: a mistyped path above it should be told, not made.
  std::error_code error;
  if (std::filesystem::create_directory(folder, error)) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  const auto keys = [&](std::string_view name) { return crypto::load_keys(folder / name, random); };
  return {.sealer = crypto::Sealer{keys("seal.key")},
          .peppers = keys("pepper.key"),
          .form_key = newest(keys("form.key")),
          .throttle_key = newest(keys("throttle.key"))};
}

Keyring fresh(crypto::Random& random) {
  const auto key = [&] { return Secret{random.bytes(32)}; };
  const auto keys = [&] {
    Keys made;
    made.emplace(1, key());
    return made;
  };
  return {.sealer = crypto::Sealer{keys()},
          .peppers = keys(),
          .form_key = key(),
          .throttle_key = key()};
}

}  // namespace sallyport::keyring
