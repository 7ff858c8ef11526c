// TLS, spoken by the program itself: one certificate, and the conversations held under it.
//
// Source  RFC 8446 (TLS 1.3), RFC 5246 and RFC 5289 (TLS 1.2), RFC 7301 (ALPN); requirement
// R-TLS-1:
//         1.3, and 1.2 with ECDHE and AEAD only; no renegotiation, no compression; the keys of
//         session tickets are made anew every 12 hours.
// Read    tls.hpp, certificate.cpp (what a certificate must be), context.cpp (which TLS is spoken),
//         conversation.cpp (bytes in and out)
// Why     docs/decisions/0016-tls.md. OpenSSL, behind this header.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace sallyport::tls {

/// The files, in PEM: the certificate followed by those that lead to its issuer, and its key.
struct Files {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

/// Why a certificate or key cannot be used, and what to do about it.
using Why = std::string;
class Refused : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// How far an operation on a socket that never waits has come.
enum class Progress { done, needs_bytes, needs_room, ended };

/// One connection's TLS. For one thread at a time.
class Conversation {
 public:
  struct Moved {
    Progress progress = Progress::ended;
    std::size_t count = 0;  // bytes; none unless done
  };

  virtual ~Conversation() = default;
  [[nodiscard]] virtual Progress shake_hands() = 0;
  /// Why the handshake failed, for the log.
  [[nodiscard]] virtual std::string why_it_ended() const = 0;
  [[nodiscard]] virtual Moved read(std::span<char>) = 0;
  [[nodiscard]] virtual Moved write(std::string_view) = 0;
  /// Bytes that were taken from the socket and not read yet: waiting for the socket would miss
  /// them.
  [[nodiscard]] virtual bool has_bytes() const = 0;
  /// Tells the peer that nothing more is written.
  virtual void say_goodbye() = 0;
};

/// The certificate that the program shows. Safe to call from several threads.
class Identity {
 public:
  /// `host` is the name that people reach us under. Throws Refused.
  Identity(Files, std::string host, Time now);
  ~Identity();
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;

  /// `socket` stays the caller's; it must not wait.
  [[nodiscard]] std::unique_ptr<Conversation> converse(int socket) const;

  enum class Looked { unchanged, renewed, refused };
  struct Look {
    Looked what = Looked::unchanged;
    Why why;  // refused: the earlier certificate stays in use
  };
  /// Looks whether the files have changed, and uses what stands there now if it can be used.
  [[nodiscard]] Look look_again(Time now);
  [[nodiscard]] Time expires() const;

 private:
  struct Context;
  struct Stamp;
  [[nodiscard]] Result<std::shared_ptr<const Context>, Why> load(Time now) const;
  [[nodiscard]] static Stamp stamp_of(const Files&);

  const Files files_;
  const std::string host_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Context> context_;
  std::unique_ptr<Stamp> seen_;  // of the files when they were last looked at
  Time made_at_;
};

/// Looks at the files as Identity would and answers when the certificate expires; for `doctor`.
[[nodiscard]] Result<Time, Why> expiry_of(const Files&, const std::string& host, Time now);

}  // namespace sallyport::tls
