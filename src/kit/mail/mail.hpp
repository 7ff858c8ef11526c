// Letters on their way out.
//
// Source  RFC 5322 (message), RFC 2045-2047 (MIME, encoded words), RFC 3834 §5 (Auto-Submitted).
// Read    mail.hpp, compose.cpp (the message, one for every way out), mailbox_folder.cpp, smtp.hpp.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/email.hpp"
#include "base/time.hpp"

namespace sallyport::mail {

/// One letter with a text and an HTML part that say the same.
struct Letter {
  std::string message_id;  // without angle brackets; stays the same when sent again
  Email to;
  std::string subject;
  std::string text;
  std::string html;
  std::string language;  // "en", "nl": Content-Language
};

/// Who it comes from: a display name and an address.
struct Sender {
  std::string name;
  Email address;
};

/// The whole message with CRLF line ends, `multipart/alternative`, `Auto-Submitted:
/// auto-generated`.
[[nodiscard]] std::string compose(const Letter&, const Sender&, Time date);

/// Why a letter was not taken.
struct Refusal {
  enum class Kind {
    later,    // this letter is not taken now; others may be
    never,    // this letter would be refused again: somebody has to look
    away,     // no letter can be handed over: the server, the folder, the password
    stopped,  // the program ends
  };
  Kind kind = Kind::later;
  std::string reason;  // for the operator: what happened, and what to do
};

class Mailer {
 public:
  virtual ~Mailer() = default;
  /// Nothing when the letter has been handed over.
  [[nodiscard]] virtual std::optional<Refusal> send(const Letter&, Time now) = 0;
  /// Goes through everything but a letter. Nothing when one could be handed over.
  [[nodiscard]] virtual std::optional<Refusal> try_out() = 0;
  /// The program ends: nothing new begins, and what is under way has three seconds more. Safe to
  /// call from another thread.
  virtual void stop() {}
};

/// Writes each letter as an .eml file, for trying out. A letter sent twice overwrites its own file.
class MailboxFolder final : public Mailer {
 public:
  MailboxFolder(std::filesystem::path folder, Sender sender);
  [[nodiscard]] std::optional<Refusal> send(const Letter&, Time now) override;
  [[nodiscard]] std::optional<Refusal> try_out() override;

 private:
  std::filesystem::path folder_;
  Sender sender_;
};

}  // namespace sallyport::mail
