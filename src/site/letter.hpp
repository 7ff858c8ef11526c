// Letters: rendered from their template pair when their turn comes, and handed to the mailer.
//
// A kind of letter "invitation" has templates/letters/invitation.mail.html and invitation.mail.txt;
// the first line of the text part is the subject. Links begin with the configured public address
// and nothing else.
#pragma once

#include "core/outbox/outbox.hpp"
#include "kit/mail/mail.hpp"
#include "site/site.hpp"

namespace sallyport::site {

[[nodiscard]] mail::Letter compose(const Site&, const outbox::Waiting&);

/// Hands over all letters whose turn it is. One that is refused waits longer or is given up, and
/// the others go on; when nothing can be handed over, all wait.
void deliver(const Site&, mail::Mailer&, Time now);

}  // namespace sallyport::site
