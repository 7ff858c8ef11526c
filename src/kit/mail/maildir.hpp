// A folder into which a mail server lays what arrives, one file an email (Maildir).
//
// Source  cr.yp.to/proto/maildir.html: new/ holds what nobody has looked at, cur/ the rest.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

namespace sallyport::mail {

/// Hands over each new email, oldest name first, at most `most`, each cut to `longest` bytes; then
/// it counts as looked at. Throws std::runtime_error when there is no such folder.
void look_through_maildir(const std::filesystem::path&, std::size_t most, std::size_t longest,
                          const std::function<void(const std::string& message)>&);

}  // namespace sallyport::mail
