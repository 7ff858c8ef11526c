// Bytes that nobody may see: a password, a key, a shared secret.
//
// Wiped when gone; cannot be printed, copied or compared by accident (compare with
// crypto::equal_in_constant_time).
#pragma once

#include <string>
#include <string_view>

namespace sallyport {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view bytes) : bytes_(bytes) {}
  explicit Secret(const char* text) : bytes_(text) {}
  /// Takes the bytes over and wipes what `bytes` still held.
  explicit Secret(std::string&& bytes);
  Secret(Secret&&) noexcept;
  Secret& operator=(Secret&&) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  bool operator==(const Secret&) const = delete;

  /// The bytes themselves, for the one call that needs them; never to be kept or logged.
  [[nodiscard]] std::string_view reveal() const { return bytes_; }
  [[nodiscard]] Secret copy() const { return Secret{reveal()}; }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

 private:
  std::string bytes_;
};

/// Overwrites the bytes in a way the compiler may not leave out.
void wipe(std::string& bytes);

}  // namespace sallyport
