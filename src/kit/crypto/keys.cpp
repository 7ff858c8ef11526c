#include "kit/crypto/keys.hpp"

#include <sys/stat.h>

#include <ctime>
#include <mutex>
#include <set>
#include <tuple>
#include <utility>

#include "base/bug.hpp"
#include "kit/crypto/key_rotation.hpp"

namespace sallyport::crypto {
namespace {

/// What changes when a file is replaced or written.
using Stamp = std::tuple<dev_t, ino_t, off_t, time_t, long>;

Stamp stamp_of(const std::filesystem::path& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) return {};
  return {status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec,
          status.st_mtim.tv_nsec};
}

}  // namespace

struct Keys::State {
  std::filesystem::path file;  // empty: none
  std::mutex mutex;            // holds what follows
  Stamp stamp;
  std::map<std::uint32_t, Secret> keys;  // those that left the file too: somebody may hold them
  std::set<std::uint32_t> present;       // in the file

  void take(std::map<std::uint32_t, Secret> found) {
    check(!found.empty(), "there is a key");
    present.clear();
    for (auto& [version, key] : found) {
      check(key.size() == 32, "a key has 32 bytes");
      present.insert(version);
      keys.emplace(version, std::move(key).in_locked_memory());
    }
  }

  bool refresh() {
    if (file.empty()) return false;
    const Stamp found = stamp_of(file);
    if (found == stamp) return false;
    const auto before = present;
    take(read_keys(file));
    stamp = found;
    return present != before;
  }
};

Keys::Keys(std::map<std::uint32_t, Secret> keys) : state_(std::make_shared<State>()) {
  state_->take(std::move(keys));
}

Keys Keys::of_file(const std::filesystem::path& file, Random& random) {
  if (!std::filesystem::exists(file)) static_cast<void>(load_keys(file, random));  // makes it
  // The stamp first: a file that is replaced in between is read again.
  const Stamp stamp = stamp_of(file);
  Keys keys{load_keys(file, random)};
  keys.state_->file = file;
  keys.state_->stamp = stamp;
  return keys;
}

Keys::Version Keys::newest() const {
  const std::lock_guard lock{state_->mutex};
  const std::uint32_t version = *state_->present.rbegin();
  return {.number = version, .key = state_->keys.at(version)};
}

const Secret* Keys::find(std::uint32_t version) const {
  const std::lock_guard lock{state_->mutex};
  if (!state_->present.contains(version)) state_->refresh();
  return state_->present.contains(version) ? &state_->keys.at(version) : nullptr;
}

std::vector<Keys::Version> Keys::all() const {
  const std::lock_guard lock{state_->mutex};
  std::vector<Version> versions;
  for (auto version = state_->present.rbegin(); version != state_->present.rend(); ++version) {
    versions.push_back({.number = *version, .key = state_->keys.at(*version)});
  }
  return versions;
}

bool Keys::refresh() const {
  const std::lock_guard lock{state_->mutex};
  return state_->refresh();
}

}  // namespace sallyport::crypto
