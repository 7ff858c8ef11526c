#include "base/secret.hpp"

#include <sys/mman.h>

#include <cstring>
#include <new>
#include <utility>

namespace sallyport {

void wipe(std::string& bytes) {
  // The whole capacity: a longer value may have stood there before.
  bytes.resize(bytes.capacity());
  explicit_bzero(bytes.data(), bytes.size());
  bytes.clear();
}

Secret::Secret(std::string&& bytes) : bytes_(bytes) { wipe(bytes); }

// A moved-from short string keeps its bytes in place, so moving is copying and wiping.
Secret::Secret(Secret&& other) noexcept
    : pages_(std::exchange(other.pages_, nullptr)),
      locked_size_(std::exchange(other.locked_size_, 0)) {
  bytes_.swap(other.bytes_);
  wipe(other.bytes_);
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe(bytes_);
    bytes_.swap(other.bytes_);
    wipe(other.bytes_);
    give_pages_back();
    pages_ = std::exchange(other.pages_, nullptr);
    locked_size_ = std::exchange(other.locked_size_, 0);
  }
  return *this;
}

Secret::~Secret() {
  wipe(bytes_);
  give_pages_back();
}

Secret Secret::in_locked_memory() && {
  if (pages_ != nullptr || bytes_.empty()) return std::move(*this);
  void* const pages =
      mmap(nullptr, bytes_.size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc{};
  madvise(pages, bytes_.size(), MADV_DONTDUMP);
  // May be more than this user may lock; the bytes are no less usable then.
  static_cast<void>(mlock(pages, bytes_.size()));
  Secret locked;
  locked.pages_ = static_cast<char*>(pages);
  locked.locked_size_ = bytes_.size();
  std::memcpy(locked.pages_, bytes_.data(), bytes_.size());
  wipe(bytes_);
  return locked;
}

void Secret::give_pages_back() {
  if (pages_ == nullptr) return;
  explicit_bzero(pages_, locked_size_);
  munmap(pages_, locked_size_);  // whole pages, which takes the lock off too
  pages_ = nullptr;
}

}  // namespace sallyport
