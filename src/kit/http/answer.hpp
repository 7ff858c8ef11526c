// The edge around the application: what it throws becomes a response here.
#pragma once

#include "kit/http/message.hpp"
#include "kit/http/server.hpp"

namespace sallyport::http {

/// on_failure() with that status, or a line of plain text when even that fails; 503 has a
/// Retry-After header.
[[nodiscard]] Response failure(Application&, int status, const Request&, log::Log&) noexcept;

/// 503 for a request that found no worker in time.
[[nodiscard]] Response turn_away(Application&, const Request&, log::Log&) noexcept;

}  // namespace sallyport::http
