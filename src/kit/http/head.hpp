// The head of a request: where it ends, and whether it may come in.
//
// Source  RFC 9112 §2.2, §3, §5, §6; RFC 3986 §3.3; and stricter wherever two programs in a row
//         could read one head differently. Each refusal has its row in refusals_test.cpp.
// Why     Beast's parser takes some of what is refused here (other codings, two Hosts, folded
//         lines, UTF-8 in the target), so the bytes are looked at first, and must then please
//         Beast too.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "kit/http/message.hpp"

namespace sallyport::http {

/// Why a request is not let in. The connection closes after it, for nobody can be certain where the
/// next request begins.
struct Refusal {
  int status = 400;
  const char* why = "";  // for the log
};

struct Head {
  Method method = Method::get;
  std::string path;
  std::string query;
  Headers headers;
  std::size_t body_length = 0;
  bool keep_alive = true;         // never for HTTP/1.0: it is answered, and its connection closed
  bool expects_continue = false;  // Expect: 100-continue
};

/// Looks for the empty line that ends a head, at each byte once, and refuses at the first byte that
/// no head may hold. One for each request.
class HeadEnd {
 public:
  /// The length of the head in all that was received so far; nothing while it is not whole.
  [[nodiscard]] Result<std::optional<std::size_t>, Refusal> look(std::string_view received);

 private:
  std::size_t seen_ = 0;
};

/// `text` is a whole head with its empty line, as HeadEnd found it.
[[nodiscard]] Result<Head, Refusal> read_head(std::string_view text, std::size_t field_limit,
                                              std::size_t body_limit);

}  // namespace sallyport::http
