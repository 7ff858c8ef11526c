// Changing a key file while programs use it.
//
// Read    key_file.hpp first.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>

#include "kit/crypto/key_file.hpp"

namespace sallyport::crypto {

/// The keys of a file that is there: none is made. Throws PrivateFileRefused.
[[nodiscard]] std::map<std::uint32_t, Secret> read_keys(const std::filesystem::path&);

/// Adds a fresh key with the next version, and says which. The file is replaced in one step; a
/// program that runs notices.
std::uint32_t add_key(const std::filesystem::path&, Random&);
/// Takes a version out that is there and not the newest.
void remove_key(const std::filesystem::path&, std::uint32_t version, Random&);

}  // namespace sallyport::crypto
