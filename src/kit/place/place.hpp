// Where in the world an address is, as a file says that the operator supplies; nobody is asked.
//
// Owns    the rule which addresses are of an internal network.
// Source  MaxMind DB File Format 2.0, by libmaxminddb; the fields of GeoLite2 and DB-IP, for
//         cities or countries. RFC 1918, 3927, 4193, 4291, 6598 (internal networks).
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>

#include "base/address.hpp"
#include "base/time.hpp"

namespace sallyport::place {

struct Place {
  std::string city;     // in English; may be empty
  std::string country;  // "NL" (ISO 3166-1); may be empty when there is a city

  /// "Amersfoort, NL"
  [[nodiscard]] std::string text() const;
  bool operator==(const Place&) const = default;
};

/// Private, shared, link-local and loopback addresses: no file knows them.
[[nodiscard]] bool is_internal(const Address&);

/// The file cannot be used; what() says why, and what to do.
class Refused : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Database;  // place.cpp

/// Safe to call from several threads.
class Places {
 public:
  /// Knows no place.
  Places();
  /// Makes a copy for itself in `folder`, which nobody can change or cut short while it is read;
  /// the copy has no name and goes with the program. Throws Refused.
  Places(std::filesystem::path file, std::filesystem::path folder);
  ~Places();
  Places(const Places&) = delete;
  Places& operator=(const Places&) = delete;

  /// Nothing where the file knows nothing; from a damaged file too.
  [[nodiscard]] std::optional<Place> find(const Address&) const;

  enum class Looked { unchanged, renewed, refused };
  struct Look {
    Looked what = Looked::unchanged;
    std::string why;  // refused: what was read earlier stays in use
  };
  /// Looks whether another file stands there, by its time, and uses it if it can be used.
  [[nodiscard]] Look look_again();

 private:
  struct Stamp;

  const std::filesystem::path file_;
  const std::filesystem::path folder_;
  mutable std::mutex mutex_;  // guards what follows
  std::shared_ptr<const Database> database_;
  std::unique_ptr<Stamp> seen_;
};

/// What a file says of itself, for `doctor`.
struct About {
  std::string kind;  // "GeoLite2-City"
  Time made;
};
/// Throws Refused.
[[nodiscard]] About examine(const std::filesystem::path& file);

}  // namespace sallyport::place
