#include "kit/crypto/key_rotation.hpp"

#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <functional>
#include <initializer_list>
#include <string>

#include "base/bug.hpp"
#include "base/encoding.hpp"

namespace sallyport::crypto {
namespace {

using Path = std::filesystem::path;

constexpr std::string_view what = "key file";

/// After a crash at any point the old file stands there or the new one, whole. Programs that change
/// the file together do so one after another.
void replace(const Path& path, Random& random, const std::function<Secret(const Secret&)>& change) {
  const Descriptor folder = folder_of(path, what);
  if (flock(folder.number(), LOCK_EX) != 0) refuse_by_system(path, what, "change");
  const PrivateDraft draft{path, what, change(read_private_file(path, what)), random};
  if (rename(draft.name(), path.c_str()) != 0) refuse_by_system(path, what, "replace");
  if (fsync(folder.number()) != 0) refuse_by_system(path, what, "replace");
}

/// The version that a line of a key file in order gives a key for; 0: none.
std::uint32_t version_in(std::string_view line) {
  const auto first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) return 0;
  std::uint32_t version = 0;
  std::from_chars(line.data() + first, line.data() + line.size(), version);
  return version;
}

/// Without copies left behind: as much room as is needed from the beginning.
Secret joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string text;
  text.reserve(size);
  for (const std::string_view part : parts) text += part;
  return Secret{std::move(text)};
}

}  // namespace

std::map<std::uint32_t, Secret> read_keys(const Path& path) {
  if (access(path.c_str(), F_OK) != 0) refuse_by_system(path, what, "open");
  SystemRandom unused;  // the file is there, so no key is made
  return load_keys(path, unused);
}

std::uint32_t add_key(const Path& path, Random& random) {
  std::uint32_t added = 0;
  replace(path, random, [&](const Secret& text) {
    added = read_keys(path).rbegin()->first + 1;
    const Secret letters{to_base64url(Secret{random.bytes(32)}.reveal())};
    const bool ended = text.reveal().ends_with('\n');
    return joined(
        {text.reveal(), ended ? "" : "\n", fmt::to_string(added), " ", letters.reveal(), "\n"});
  });
  return added;
}

void remove_key(const Path& path, std::uint32_t version, Random& random) {
  replace(path, random, [&](const Secret& text) {
    const auto keys = read_keys(path);
    check(keys.contains(version) && keys.rbegin()->first != version,
          "a key that goes is there and is not the newest");
    std::string_view rest = text.reveal();
    const std::string_view before = rest;
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size() - 1) + 1;
      if (version_in(rest.substr(0, end - 1)) == version) {
        return joined({before.substr(0, before.size() - rest.size()), rest.substr(end)});
      }
      rest.remove_prefix(end);
    }
    throw Bug("a key that was read stands in a line");
  });
}

}  // namespace sallyport::crypto
