#include "core/keyring/keyring.hpp"

#include <array>
#include <string>
#include <system_error>

namespace sallyport::keyring {
namespace {

constexpr std::array names = {
    KeyName{"seal", "authenticator secrets and waiting emails, sealed in the database"},
    KeyName{"pepper", "part of every password's hash"},
    KeyName{"form", "tokens of forms, signed cookies"},
    KeyName{"throttle", "counters of wrong tries"},
    KeyName{"audit", "signatures of the audit log's checkpoints"},
    KeyName{"push", "notifications on phones, which subscribe for this key"},
};

}  // namespace

bool Keyring::refresh() const {
  bool changed = false;
  for (const crypto::Keys& keys :
       {sealer.keys(), peppers, form_key, throttle_key, audit_key, push_key}) {
    changed = keys.refresh() || changed;
  }
  return changed;
}

std::span<const KeyName> key_names() { return names; }

std::filesystem::path file_of(const std::filesystem::path& folder, std::string_view name) {
  return folder / (std::string{name} + ".key");
}

std::vector<std::filesystem::path> missing(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const KeyName& key : names) {
    std::error_code error;
    if (const auto file = file_of(folder, key.name);
        std::filesystem::status(file, error).type() == std::filesystem::file_type::not_found) {
      files.push_back(file);
    }
  }
  return files;
}

Keyring load(const std::filesystem::path& folder, crypto::Random& random) {
  // Only the folder itself: a mistyped path above it should be told, not made.
  std::error_code error;
  if (std::filesystem::create_directory(folder, error)) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  const auto keys = [&](std::string_view name) {
    return crypto::Keys::of_file(file_of(folder, name), random);
  };
  return {.sealer = crypto::Sealer{keys("seal")},
          .peppers = keys("pepper"),
          .form_key = keys("form"),
          .throttle_key = keys("throttle"),
          .audit_key = keys("audit"),
          .push_key = keys("push")};
}

Keyring fresh(crypto::Random& random) {
  const auto keys = [&] {
    std::map<std::uint32_t, Secret> made;
    made.emplace(1, Secret{random.bytes(32)});
    return crypto::Keys{std::move(made)};
  };
  return {.sealer = crypto::Sealer{keys()},
          .peppers = keys(),
          .form_key = keys(),
          .throttle_key = keys(),
          .audit_key = keys(),
          .push_key = keys()};
}

}  // namespace sallyport::keyring
