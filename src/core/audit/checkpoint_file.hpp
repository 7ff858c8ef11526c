// The checkpoints of the audit log, kept outside of the database: a file, best on another disk.
//
// A line for each checkpoint:
//     line = number SP sequence SP hash SP at SP key SP signature LF
// Numbers decimal, the hash lower-case hex, `at` in seconds since 1970 UTC, the signature
// base64url. Lines are only ever added.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/audit/chain.hpp"

namespace sallyport::audit {

[[nodiscard]] std::string line_of(const Checkpoint&);
/// Nothing when that is no such line.
[[nodiscard]] std::optional<Checkpoint> checkpoint_in(std::string_view line);

/// What the file says.
struct KeptCheckpoints {
  std::vector<Checkpoint> checkpoints;
  std::vector<std::int64_t> unreadable;  // numbers of lines
};

/// Nothing when there is no file. Throws std::runtime_error when it cannot be read.
[[nodiscard]] std::optional<KeptCheckpoints> read_checkpoint_file(const std::filesystem::path&);

/// Adds lines, on the disk when it returns. The file is made when missing, for its owner only.
/// Throws std::runtime_error with what to do.
void add_to_checkpoint_file(const std::filesystem::path&, const std::vector<Checkpoint>&);

}  // namespace sallyport::audit
