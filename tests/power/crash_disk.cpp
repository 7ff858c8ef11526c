#include "tests/power/crash_disk.hpp"

#include <algorithm>
#include <utility>

#include "base/bug.hpp"
#include "tests/power/crash_disk_parts.hpp"

namespace sallyport::power {
namespace {

constexpr std::size_t sector = 512;

void apply(std::string& content, const Pending& pending) {
  if (pending.truncates) {
    content.resize(pending.offset);
    return;
  }
  if (content.size() < pending.offset + pending.bytes.size()) {
    content.resize(pending.offset + pending.bytes.size());
  }
  content.replace(pending.offset, pending.bytes.size(), pending.bytes);
}

/// The pieces of a write that a sector each takes.
std::vector<Pending> in_sectors(const Pending& whole) {
  if (whole.truncates) return {whole};
  std::vector<Pending> pieces;
  for (std::size_t at = 0; at < whole.bytes.size();) {
    const std::size_t offset = whole.offset + at;
    const std::size_t length = std::min(sector - offset % sector, whole.bytes.size() - at);
    pieces.push_back({.offset = offset, .bytes = whole.bytes.substr(at, length)});
    at += length;
  }
  return pieces;
}

std::string damaged_file(const DiskFile& file, Chance& chance) {
  std::string content = file.durable;
  std::vector<Pending> pending = file.pending;
  switch (chance.below(3)) {
    case 0:  // the first of them got there
      pending.resize(chance.below(pending.size() + 1));
      break;
    case 1: {  // some of them, in another order
      std::erase_if(pending, [&](const Pending&) { return chance.one_in(2); });
      for (std::size_t i = pending.size(); i > 1; --i)
        std::swap(pending[i - 1], pending[chance.below(i)]);
      break;
    }
    default: {  // torn, with garbage
      std::vector<Pending> pieces;
      for (const Pending& whole : pending) {
        for (Pending& piece : in_sectors(whole)) {
          if (chance.one_in(2)) continue;
          if (!piece.truncates && chance.one_in(4)) {
            for (char& byte : piece.bytes) byte = static_cast<char>(chance.next());
          }
          pieces.push_back(std::move(piece));
        }
      }
      pending = std::move(pieces);
    }
  }
  for (const Pending& one : pending) apply(content, one);
  return content;
}

}  // namespace

bool CrashDisk::Parts::operate(DiskFile& file, const Pending& pending) {
  if (!power) return false;
  file.pending.push_back(pending);
  apply(file.live, pending);
  ++operations;
  if (operations == crash_at) power = false;
  return power;
}

bool CrashDisk::Parts::sync(DiskFile& file) {
  if (!power) return false;
  ++operations;
  // Lost during the sync: it may have got there in part.
  if (operations == crash_at) power = false;
  if (!power) return false;
  if (lies) return true;
  file.durable = file.live;
  file.pending.clear();
  return true;
}

void CrashDisk::load(const Image& image) {
  const std::lock_guard lock(parts_->mutex);
  parts_->files.clear();
  for (const auto& [name, content] : image) {
    auto file = std::make_shared<DiskFile>();
    file->live = content;
    file->durable = content;
    parts_->files[name] = std::move(file);
  }
  parts_->power = true;
  parts_->crash_at = 0;
  parts_->operations = 0;
}

Image CrashDisk::image() const {
  const std::lock_guard lock(parts_->mutex);
  Image image;
  for (const auto& [name, file] : parts_->files) image[name] = file->live;
  return image;
}

void CrashDisk::lose_power_at(std::uint64_t operation) {
  const std::lock_guard lock(parts_->mutex);
  parts_->crash_at = parts_->operations + operation;
}

bool CrashDisk::has_power() const {
  const std::lock_guard lock(parts_->mutex);
  return parts_->power;
}

std::uint64_t CrashDisk::operations() const {
  const std::lock_guard lock(parts_->mutex);
  return parts_->operations;
}

void CrashDisk::lie_about_syncing(bool lies) {
  const std::lock_guard lock(parts_->mutex);
  parts_->lies = lies;
}

Image CrashDisk::damaged(Chance& chance) const {
  const std::lock_guard lock(parts_->mutex);
  check(!parts_->power, "the power was lost");
  Image image;
  for (const auto& [name, file] : parts_->files) image[name] = damaged_file(*file, chance);
  return image;
}

}  // namespace sallyport::power
