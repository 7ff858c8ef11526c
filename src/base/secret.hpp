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

  /// The same bytes in pages of their own, which are kept out of dumps and, where the system allows
  /// it, out of the swap: for keys, which live as long as the program.
  [[nodiscard]] Secret in_locked_memory() &&;

  /// The bytes themselves, for the one call that needs them; never to be kept or logged.
  [[nodiscard]] std::string_view reveal() const {
    return pages_ != nullptr ? std::string_view{pages_, locked_size_} : std::string_view{bytes_};
  }
  [[nodiscard]] Secret copy() const { return Secret{reveal()}; }
  [[nodiscard]] bool empty() const { return reveal().empty(); }
  [[nodiscard]] std::size_t size() const { return reveal().size(); }

 private:
  void give_pages_back();

  std::string bytes_;
  char* pages_ = nullptr;  // instead of bytes_, when locked
  std::size_t locked_size_ = 0;
};

/// Overwrites the bytes in a way the compiler may not leave out.
void wipe(std::string& bytes);

}  // namespace sallyport
