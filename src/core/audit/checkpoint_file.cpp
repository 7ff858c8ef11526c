#include "core/audit/checkpoint_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "base/encoding.hpp"

namespace sallyport::audit {
namespace {

[[noreturn]] void fail_by_system(const std::filesystem::path& file, const char* deed) {
  throw std::runtime_error(
      fmt::format("The checkpoint file {} cannot be {}: {}. Make it writable for the user who runs"
                  " the portal, or set audit.checkpoints to another file.",
                  file.string(), deed, std::generic_category().message(errno)));
}

std::optional<std::int64_t> number_in(std::string_view digits) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

}  // namespace

std::string line_of(const Checkpoint& checkpoint) {
  return fmt::format("{} {} {} {} {} {}\n", checkpoint.number, checkpoint.sequence,
                     to_hex(checkpoint.hash), checkpoint.at, checkpoint.key_version,
                     to_base64url(checkpoint.signature));
}

std::optional<Checkpoint> checkpoint_in(std::string_view line) {
  std::array<std::string_view, 6> words;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto end = line.find(' ');
    if ((end == std::string_view::npos) != (i + 1 == words.size())) return std::nullopt;
    words[i] = line.substr(0, end);
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  }
  const auto number = number_in(words[0]);
  const auto sequence = number_in(words[1]);
  const auto hash = from_hex(words[2]);
  const auto at = number_in(words[3]);
  const auto key_version = number_in(words[4]);
  const auto signature = from_base64url(words[5]);
  if (!number || !sequence || !hash || !at || !key_version || !signature) return std::nullopt;
  return Checkpoint{.number = *number,
                    .sequence = *sequence,
                    .hash = *hash,
                    .at = *at,
                    .key_version = *key_version,
                    .signature = *signature};
}

std::optional<KeptCheckpoints> read_checkpoint_file(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return std::nullopt;
  std::ifstream stream{file, std::ios::binary};
  KeptCheckpoints kept;
  std::string line;
  for (std::int64_t number = 1; std::getline(stream, line); ++number) {
    if (line.empty()) continue;
    if (auto checkpoint = checkpoint_in(line)) {
      kept.checkpoints.push_back(std::move(*checkpoint));
    } else {
      kept.unreadable.push_back(number);
    }
  }
  if (stream.bad() || !stream.eof()) fail_by_system(file, "read");
  return kept;
}

void add_to_checkpoint_file(const std::filesystem::path& file,
                            const std::vector<Checkpoint>& checkpoints) {
  std::string lines;
  for (const Checkpoint& checkpoint : checkpoints) lines += line_of(checkpoint);
  const int descriptor =
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) fail_by_system(file, "opened");
  const auto written = ::write(descriptor, lines.data(), lines.size());
  const bool whole = written == static_cast<ssize_t>(lines.size()) && ::fdatasync(descriptor) == 0;
  const int why = errno;
  ::close(descriptor);
  errno = why;
  if (!whole) fail_by_system(file, "written");
}

}  // namespace sallyport::audit
