#include "kit/crypto/sodium.hpp"

#include <sodium.h>

#include "base/bug.hpp"

namespace sallyport::crypto {

void start_sodium() { check(sodium_init() >= 0, "libsodium starts"); }

}  // namespace sallyport::crypto
