// What a request looked like when it arrived here, told to the operator's own `sallyport doctor`.
//
// Owns    /health/mirror; it answers under any Host, for a wrong Host is what is looked for.
// Source  docs/operate/running.md, "Doctor".
//
//     question   = expiry "." nonce "." base64url(HMAC-SHA-256(form key, "mirror asks" expiry
//     nonce)) answer     = facts LF base64url(HMAC-SHA-256(form key, "mirror answers" question
//     facts))
//
// Only who holds the form key can ask; anybody else gets what stands at every address that does not
// exist. Only who holds it can answer: so doctor knows that it met this installation, and not
// whatever else may stand under the public address. Neither text gives anything away.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "base/time.hpp"
#include "kit/crypto/random.hpp"
#include "site/routes.hpp"

namespace sallyport::health {

/// What arrived.
struct Reflection {
  std::string public_address;  // that the running program was started with
  std::string host;            // the Host header; empty: none, or more than one
  std::string peer;            // the other end of the connection
  std::string forwarded;       // X-Forwarded-For; empty: none
  std::string sender;          // whom the program takes for the caller
};

inline constexpr std::string_view mirror_path = "/health/mirror";
inline constexpr std::chrono::minutes question_lifetime{2};

[[nodiscard]] std::string ask_mirror(const Secret& form_key, crypto::Random&, Time now);
/// Whether somebody with one of these keys asked it, lately. The key they used, or none.
[[nodiscard]] const Secret* key_of_question(std::string_view question,
                                            const std::vector<crypto::Keys::Version>&, Time now);

[[nodiscard]] std::string answer_of_mirror(const Reflection&, const Secret& form_key,
                                           std::string_view question);
/// Nothing when it is not the answer of a holder of that key to that question.
[[nodiscard]] std::optional<Reflection> read_mirror(std::string_view answer, const Secret& form_key,
                                                    std::string_view question);

class Mirror {
 public:
  explicit Mirror(const site::Site& site) : site_(site) {}
  void routes(site::Routes&);

 private:
  const site::Site& site_;
};

}  // namespace sallyport::health
