// Keys in a file that only the service may read.
//
// A key file is text: blank lines, comments after "#", and for each key a line
//     version base64url
// with version a number from 1 and base64url the 32 bytes. The highest version is the one in use;
// the others still open what they protect. A line may go when nothing is left that needs it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>

#include "base/secret.hpp"
#include "kit/crypto/private_file.hpp"
#include "kit/crypto/random.hpp"

namespace sallyport::crypto {

/// The keys by version; never empty. A file that does not exist is made, with one fresh key, mode
/// 0400. Throws PrivateFileRefused when group or others may use the file, it is neither ours nor
/// root's, or it is malformed.
///
/// The caller must not let a new file be made where there is data sealed with an old one.
[[nodiscard]] std::map<std::uint32_t, Secret> load_keys(const std::filesystem::path&, Random&);

}  // namespace sallyport::crypto
