// The way out that the settings name.
#pragma once

#include <memory>

#include "app/settings.hpp"
#include "kit/mail/mail.hpp"

namespace sallyport::app {

/// Throws when the folder cannot be made, or others may read the password.
[[nodiscard]] std::unique_ptr<mail::Mailer> make_mailer(const Settings&);

}  // namespace sallyport::app
