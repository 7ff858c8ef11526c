// Getting libsodium ready, for this folder only.
#pragma once

namespace sallyport::crypto {

/// Lets libsodium choose the fastest code for this processor; to be called before any other use of
/// it. Safe to call again and from several threads.
void start_sodium();

}  // namespace sallyport::crypto
