// A broken promise of our own code, told apart from a visitor's mistake and a failing surrounding.
#pragma once

#include <stdexcept>

namespace sallyport {

/// Thrown by check(). The edges answer 500, write one full log line and live on.
class Bug : public std::logic_error {
  using std::logic_error::logic_error;
};

/// States what must hold if our own code is right; stays on in release builds.
///
///   sentence   what was promised, for the log: "a session has an account".
inline void check(bool condition, const char* sentence) {
  if (!condition) throw Bug(sentence);
}

}  // namespace sallyport
