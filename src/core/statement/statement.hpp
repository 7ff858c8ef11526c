// What a phone signs: four kinds of statement, a few lines of ASCII each, exact to the byte.
//
// Source  docs/pocket-protocol.md, "Statements"; examples that every implementation must agree
//         with: tests/vectors/pocket.json.
// Read    statement.hpp, grammar.hpp, build.cpp, parse.cpp; beside them link_code (what is scanned
//         or typed to link a phone) and app_version.
//
//   statement = "POCKET-V1 " TYPE LF *( name "=" value LF )
//   TYPE      = "PAIR" / "ANSWER" / "REQUEST" / "ROTATE"
//   name      = 1*( %x61-7A )         ; each type has its fields, in its order, and none is
//   optional value     = 1*( %x21-7E )         ; printable and no space, so that no line can be
//   slipped in LF        = %x0A                  ; also after the last line
//
// The first line makes that a key of Pocket signs nothing that means anything elsewhere, and that
// no statement can be taken for one of another type. The portal writes the statement anew from what
// it knows itself and the few fields it was sent, and looks whether the signature fits; it never
// reads one. Only who checks stored evidence does.
//
// What stands for bytes (hashes, ids, nonces) is base64url without padding, in the one spelling
// that its bytes have.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"

namespace sallyport::statement {

/// "This key is mine, and I want it linked by this code."
struct Pair {
  std::string audience;  // aud: Pocket's origin, "https://pocket.example.nl"
  std::string code;      // hash of the 16 letters of the linking code
  std::string nonce;     // 32 bytes, from the look-up
  std::string key;       // hash of the 65 bytes of the public key
  std::int64_t time = 0;
  bool operator==(const Pair&) const = default;
};

enum class Mode { press, choose, type2, type6, local };  // local is kept for later
enum class Decision { approve, cancel, report };

/// "This was asked of me, shown like this, and that is what I say."
struct Answer {
  std::string audience;
  std::string device;     // 16 bytes
  std::string challenge;  // 16 bytes
  std::string nonce;      // 32 bytes
  std::string context;    // hash of the text from which was shown who asks
  Mode mode = Mode::press;
  Decision decision = Decision::approve;
  /// What was typed or tapped when approving: two digits (choose, type2), six (type6), 43 letters
  /// (local). "-" for a press, and for whatever is not an approval.
  std::string value = "-";
  std::int64_t counter = 0;  // from 1 on, higher each time
  std::int64_t time = 0;
  bool operator==(const Answer&) const = default;
};

/// "I, this device, ask for this." Goes along with every request but config, lookup, complete and
/// answer.
struct Request {
  std::string audience;
  std::string device;
  std::string method;  // GET or POST
  std::string target;  // path and query, as sent
  std::string body;    // hash of its bytes, also of none
  std::string nonce;   // 16 bytes
  std::int64_t time = 0;
  bool operator==(const Request&) const = default;
};

/// "From now on this is my key." Signed by both.
struct Rotate {
  std::string audience;
  std::string device;
  std::string old_key;  // hashes of both public keys
  std::string new_key;
  std::int64_t counter = 0;
  std::int64_t time = 0;
  bool operator==(const Rotate&) const = default;
};

using Statement = std::variant<Pair, Answer, Request, Rotate>;

/// The field whose value does not fit its grammar, by its name in the statement: "aud".
struct BadField {
  std::string_view name;
  bool operator==(const BadField&) const = default;
};

/// The bytes to be signed.
[[nodiscard]] Result<std::string, BadField> text_of(const Pair&);
[[nodiscard]] Result<std::string, BadField> text_of(const Answer&);
[[nodiscard]] Result<std::string, BadField> text_of(const Request&);
[[nodiscard]] Result<std::string, BadField> text_of(const Rotate&);
[[nodiscard]] Result<std::string, BadField> text_of(const Statement&);

/// Reads exactly what text_of writes. The error is a sentence that says what is wrong where.
[[nodiscard]] Result<Statement, std::string> parse(std::string_view text);

/// "type2"
[[nodiscard]] std::string_view word_of(Mode);
[[nodiscard]] std::optional<Mode> mode_of(std::string_view word);
/// "approve"
[[nodiscard]] std::string_view word_of(Decision);
[[nodiscard]] std::optional<Decision> decision_of(std::string_view word);

/// base64url(SHA-256(bytes)): 43 letters.
[[nodiscard]] std::string hash_of(std::string_view bytes);

}  // namespace sallyport::statement
