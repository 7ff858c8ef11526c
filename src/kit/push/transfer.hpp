// One request to a push service. For this folder.
//
// Source  RFC 8030 §5; libcurl's easy interface.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "kit/push/sender.hpp"

namespace sallyport::push {

/// What came of it.
struct Ended {
  int status = 0;                                   // of HTTP; 0: no answer
  std::string why;                                  // when there is no answer
  bool closed = false;                              // it led to an address that we do not call
  std::optional<std::chrono::seconds> again_after;  // Retry-After
};

class Transfer {
 public:
  /// `body` is the encrypted message, `sender` the value of the header Authorization.
  Transfer(Push, std::string body, const std::string& sender, const Options&);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  [[nodiscard]] const Push& push() const { return push_; }
  /// libcurl's handle, for the multi interface.
  [[nodiscard]] void* handle() const;
  /// When libcurl is done with it; `code` is its.
  [[nodiscard]] Ended end(int code) const;

  /// To know a try from the second.
  int tries = 1;
  std::chrono::steady_clock::time_point too_late;

 private:
  struct Parts;
  Push push_;
  std::unique_ptr<Parts> parts_;
};

/// What that means for the push.
[[nodiscard]] Outcome outcome_of(const Ended&);

}  // namespace sallyport::push
