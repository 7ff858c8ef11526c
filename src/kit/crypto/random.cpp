#include "kit/crypto/random.hpp"

#include <sys/random.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace sallyport::crypto {

std::string SystemRandom::bytes(std::size_t count) {
  std::string bytes(count, '\0');
  for (std::size_t filled = 0; filled < count;) {
    const ssize_t got = getrandom(bytes.data() + filled, count - filled, 0);
    if (got > 0) {
      filled += static_cast<std::size_t>(got);
      continue;
    }
    if (got < 0 && errno == EINTR) continue;
    // Not an exception: nobody may catch this and go on with something that can be guessed.
    std::perror(
        "sallyport: the kernel gives no random bytes (getrandom), so nothing can be kept secret; "
        "stopping");
    std::abort();
  }
  return bytes;
}

}  // namespace sallyport::crypto
