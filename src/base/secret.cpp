#include "base/secret.hpp"

#include <cstring>

namespace sallyport {

void wipe(std::string& bytes) {
  // The whole capacity: a longer value may have stood there before.
  bytes.resize(bytes.capacity());
  explicit_bzero(bytes.data(), bytes.size());
  bytes.clear();
}

Secret::Secret(std::string&& bytes) : bytes_(bytes) { wipe(bytes); }

// A moved-from short string keeps its bytes in place, so moving is copying and wiping.
Secret::Secret(Secret&& other) noexcept {
  bytes_.swap(other.bytes_);
  wipe(other.bytes_);
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe(bytes_);
    bytes_.swap(other.bytes_);
    wipe(other.bytes_);
  }
  return *this;
}

Secret::~Secret() { wipe(bytes_); }

}  // namespace sallyport
