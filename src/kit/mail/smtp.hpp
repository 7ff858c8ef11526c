// Letters handed to a mail server.
//
// Source  RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 8314 §3.3 (TLS from the first byte), RFC 4954
// (AUTH), RFC 2033 and 3463 for what replies mean.
//
// Certificates are always checked, and a conversation that should be encrypted never goes on in the
// clear. One connection is kept for the letters of a run.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "kit/mail/mail.hpp"

namespace sallyport::mail {

enum class Encryption {
  starttls,  // begins in the clear and changes over before anything is said
  tls,       // from the first byte
  none,      // only to this machine itself
};

struct SmtpOptions {
  std::string server;  // a name, or an address without brackets
  std::uint16_t port = 587;
  Encryption encryption = Encryption::starttls;
  std::string user;                     // empty: no AUTH
  std::filesystem::path password_file;  // its first line
  std::filesystem::path authorities;    // PEM; empty: those that this machine trusts
  Email envelope_sender;                // where bounces go
  std::string own_name;                 // what we call ourselves in EHLO
  std::chrono::milliseconds connecting{10'000};
  std::chrono::milliseconds whole{60'000};  // one conversation
};

class Smtp final : public Mailer {
 public:
  /// Reads the password. Throws crypto::PrivateFileRefused when others may read it too.
  Smtp(SmtpOptions, Sender);
  ~Smtp() override;
  [[nodiscard]] std::optional<Refusal> send(const Letter&, Time now) override;
  /// Connects, greets, encrypts, signs in, and says goodbye.
  [[nodiscard]] std::optional<Refusal> try_out() override;
  void stop() override;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace sallyport::mail
