// Kept answers, checked by anybody who has the public key: what was shown, and what was said to it.
//
//   evidence = { "statement": text, "signature": base64url, "public_key": base64url,
//                "context": text }
//
// The context belongs to an answer only. A changed key has a second signature and key:
// "signature_new", "public_key_new".
#pragma once

#include <string>
#include <string_view>

namespace sallyport::pocketctl {

struct Verdict {
  bool genuine = false;
  std::string why_not;  // a sentence, when it is not
  std::string shown;    // what was shown and what was answered, line by line, when it is
  std::string json;     // the same for programs, either way
};

[[nodiscard]] Verdict verify(std::string_view evidence);

}  // namespace sallyport::pocketctl
