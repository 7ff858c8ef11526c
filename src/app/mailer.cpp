#include "app/mailer.hpp"

namespace sallyport::app {

std::unique_ptr<mail::Mailer> make_mailer(const Settings& settings) {
  if (settings.smtp) return std::make_unique<mail::Smtp>(*settings.smtp, settings.sender);
  return std::make_unique<mail::MailboxFolder>(settings.mail_folder, settings.sender);
}

}  // namespace sallyport::app
