// Load of three kinds: one request over and over, people who sign in one after the other, and
// people who come when they like.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "tests/bench/portal.hpp"

namespace sallyport::bench {

/// The value below which that share of the sorted values lies.
[[nodiscard]] double quantile(std::vector<double> values, double share);

/// Sends one request over so many connections, each as soon as the answer before it came.
/// Answers a second; throws when an answer has another status.
[[nodiscard]] double flood(int port, const std::string& request, int status, int connections,
                           double seconds);

/// Where a hash without the portal has its memory from.
enum class HashMemoryFrom {
  system,  // each anew, as libsodium does by itself
  lane     // kept from one to the next, as the portal's lanes do
};

/// Hashes with the cost of the portal on all processors.
struct RawHashes {
  double rate = 0;       // a second, of a machine that does nothing else
  double each = 0;       // seconds one takes while all processors hash
  double processor = 0;  // seconds of processor time of one
};
[[nodiscard]] RawHashes hash_without_portal(double seconds, HashMemoryFrom);

/// How much of the machine was left by other programs: those of the bench count as such when
/// `mine` says so.
class Share {
 public:
  Share() : begun_(seconds_now()), busy_(busy_seconds()) {}
  /// Seconds of all processors in which only `used` seconds were used by what is measured, or
  /// nobody.
  [[nodiscard]] double left(double used) const;
  [[nodiscard]] double elapsed() const { return seconds_now() - begun_; }

 private:
  double begun_;
  double busy_;
};

/// Who signs in: each one asked for is another person, as a code works once.
class People {
 public:
  explicit People(const Installation& installation) : installation_(installation) {}
  /// False when the portal did not let them in; it is said on standard error.
  bool sign_in_next(int* held_off = nullptr);

 private:
  const Installation& installation_;
  std::atomic<std::size_t> next_ = 0;
};

/// So many at a time, until the time is over or `most` are in. How many are in.
std::size_t sign_in_for(People& people, int at_a_time, double seconds,
                        std::size_t most = static_cast<std::size_t>(-1));

/// At a rate, but each at a moment of their own (Poisson). How long each took, from when they came.
[[nodiscard]] std::vector<double> sign_in_at_rate(People& people, double rate, double seconds);

}  // namespace sallyport::bench
