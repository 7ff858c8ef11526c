// A file that only the service may read: keys, passwords.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string_view>

#include "base/secret.hpp"

namespace sallyport::crypto {

/// The file may not be used; the sentence says which, why, and what to do.
class PrivateFileRefused : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// All of the file, at most 64 KB. `what` names it in sentences: "key file". Throws
/// PrivateFileRefused when it cannot be read, group or others may use it, or it is neither ours nor
/// root's.
[[nodiscard]] Secret read_private_file(const std::filesystem::path&, std::string_view what);

}  // namespace sallyport::crypto
