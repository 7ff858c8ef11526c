// A request that waits for this device: what is asked, and how it is shown to whoever answers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/statement/statement.hpp"
#include "kit/json/json.hpp"

namespace sallyport::pocketctl {

struct Request {
  std::string id;
  std::string nonce;
  statement::Mode mode = statement::Mode::press;
  std::vector<std::string> options;  // numbers to choose from
  std::string context;               // as it was served: its bytes are what is signed
  std::int64_t expires_at = 0;
  bool same_network = false;
};

/// The list that the portal serves. Nothing when a part of it cannot be read.
[[nodiscard]] std::optional<std::vector<Request>> read_requests(const std::string& list);

/// "Firefox on Windows": who asks.
[[nodiscard]] std::string browser_of(const json::Texts& context);
/// A line for each thing that the context says; `now` is the portal's.
[[nodiscard]] std::string shown(const std::string& context);
/// The same for a request, with how much time is left and how it is answered.
[[nodiscard]] std::string shown(const Request&, std::int64_t now);
[[nodiscard]] std::string as_json(const Request&);

/// Text for a terminal: nothing in it moves the cursor or rings.
[[nodiscard]] std::string harmless(std::string_view text);

}  // namespace sallyport::pocketctl
