// The portal with one address more, at which a request waits as long as it may.
#pragma once

#include <filesystem>
#include <string_view>

namespace sallyport::bench {

/// "GET /bench/waiting?who=7&first=3": whose it is, and after how many seconds the first one ends
/// (others after 25).
inline constexpr std::string_view waiting_path = "/bench/waiting";

/// Until SIGTERM.
void serve_with_waiting(const std::filesystem::path& settings_file);

}  // namespace sallyport::bench
