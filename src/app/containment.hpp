// The running portal keeps to its own files and ports.
//
// Source  kit/sandbox; requirement E6: who finds a hole before the sign-in finds nothing behind it.
#pragma once

#include "app/settings.hpp"
#include "kit/log/log.hpp"
#include "kit/sandbox/sandbox.hpp"

namespace sallyport::app {

/// What the portal needs with these settings and nothing more.
[[nodiscard]] sandbox::Rules rules_of(const Settings&, const std::filesystem::path& settings_file);

/// Enters the sandbox and says in the log what is in force. Makes the folders that are made at the
/// first start, for what is not there cannot be allowed. Before any thread is started.
void contain(const Settings&, const std::filesystem::path& settings_file, log::Log&);

}  // namespace sallyport::app
