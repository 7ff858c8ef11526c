// A file that only the service may read: keys, passwords.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "base/secret.hpp"
#include "kit/crypto/random.hpp"

namespace sallyport::crypto {

/// The file may not be used; the sentence says which, why, and what to do.
class PrivateFileRefused : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// All of the file, at most 64 KB. `what` names it in sentences: "key file". Throws
/// PrivateFileRefused when it cannot be read, group or others may use it, or it is neither ours nor
/// root's.
[[nodiscard]] Secret read_private_file(const std::filesystem::path&, std::string_view what);

/// Throws PrivateFileRefused: "cannot open the key file ...", and what the system says (errno).
[[noreturn]] void refuse_by_system(const std::filesystem::path&, std::string_view what,
                                   const char* deed);

/// A file of the system, closed with this.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor();
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

/// The folder that the file is in. Throws PrivateFileRefused.
[[nodiscard]] Descriptor folder_of(const std::filesystem::path& file, std::string_view what);

/// A whole private file under another name beside its own, mode 0400, on the disk; gone with this.
class PrivateDraft {
 public:
  PrivateDraft(const std::filesystem::path&, std::string_view what, const Secret& text, Random&);
  ~PrivateDraft();
  PrivateDraft(const PrivateDraft&) = delete;
  PrivateDraft& operator=(const PrivateDraft&) = delete;
  [[nodiscard]] const char* name() const { return draft_.c_str(); }

 private:
  explicit PrivateDraft(std::filesystem::path draft) : draft_(std::move(draft)) {}
  std::filesystem::path draft_;
};

}  // namespace sallyport::crypto
