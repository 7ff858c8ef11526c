// The portal, as a device speaks with it: JSON over HTTP, each request signed.
//
// Source  docs/pocket-protocol.md, "Requests" and "Errors".
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "core/statement/statement.hpp"
#include "kit/crypto/p256.hpp"
#include "kit/json/json.hpp"
#include "pocketctl/failed.hpp"
#include "pocketctl/surroundings.hpp"

namespace sallyport::pocketctl {

inline constexpr const char* own_version = "1.7.0";

struct Reply {
  int status = 0;
  json::Texts members;

  /// Empty when there is none.
  [[nodiscard]] std::string at(const std::string& name) const;
  [[nodiscard]] bool is_good() const { return status >= 200 && status < 300; }
  [[nodiscard]] std::string error() const { return at("error"); }
};

/// What such a reply means for the command: a sentence, and what the program ends with.
[[nodiscard]] Failed failure_of(const Reply&);

class Portal {
 public:
  Portal(std::string origin, const Surroundings& around)
      : origin_(std::move(origin)), around_(around) {}

  struct Device {
    std::string id;
    crypto::P256Key key;
  };

  /// Without a signature. All four throw Failed when no portal answers; what it refuses is a Reply.
  [[nodiscard]] Reply post_open(const std::string& path, const std::string& body);
  /// The same for a statement of its own in the body, with the id of the device in a header.
  [[nodiscard]] Reply post_answer(const std::string& path, const std::string& body,
                                  const std::string& device);
  /// Signed. A clock that is off is put right by what the portal says, once.
  [[nodiscard]] Reply get(const Device&, const std::string& target,
                          std::chrono::seconds patience = std::chrono::seconds{15});
  [[nodiscard]] Reply post(const Device&, const std::string& target, const std::string& body);

  /// The signature under a statement, in base64url.
  [[nodiscard]] std::string sign(const crypto::P256Key&, const statement::Statement&) const;

  /// Unix seconds, as the portal counts them.
  [[nodiscard]] std::int64_t now() const;
  /// True when the reply says that our clock is off, and it was put right now.
  [[nodiscard]] bool corrects_clock(const Reply&);

  [[nodiscard]] const std::string& origin() const { return origin_; }

 private:
  using Headers = std::vector<std::pair<std::string, std::string>>;
  [[nodiscard]] Reply send(const char* method, const std::string& target, const std::string& body,
                           Headers headers, std::chrono::seconds patience) const;
  [[nodiscard]] Reply send_signed(const char* method, const Device&, const std::string& target,
                                  const std::string& body, std::chrono::seconds patience);
  [[nodiscard]] Headers signed_headers(const char* method, const Device&, const std::string& target,
                                       const std::string& body) const;

  std::string origin_;
  const Surroundings& around_;
  std::chrono::seconds offset_{0};
  bool corrected_ = false;
};

/// The path of the device API and what follows: api("devices/self").
[[nodiscard]] std::string api(std::string_view rest);

}  // namespace sallyport::pocketctl
