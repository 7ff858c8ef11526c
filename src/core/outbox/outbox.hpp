// Letters that must not be lost: recorded in the transaction of the deed, rendered and handed over
// later.
//
// Owns    tables `letter` and `mail_outage`; the list of kinds (letters.cpp), each with a template
//         pair in templates/letters.
// Read    outbox.hpp, letters.cpp, outbox_store.cpp; queue.hpp (what an operator sees and does);
//         outage.hpp (when nothing can be handed over); site/letter.cpp renders and hands over.
//
// What a letter says is kept as the few texts its template needs, sealed; the template is applied
// at delivery. So core knows no templates, and a letter is delivered at least once with one
// Message-ID.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/email.hpp"
#include "base/id.hpp"
#include "base/secret.hpp"
#include "core/audit/audit.hpp"
#include "kit/crypto/seal.hpp"
#include "kit/db/database.hpp"
#include "kit/text/text.hpp"

namespace sallyport::outbox {

enum class Kind {
  invitation,
  access_given,
  access_withdrawn,
  password_reset,
  password_set,
  authenticator_added,
  authenticator_removed,
  recovery_codes_made,
  recovery_code_used,
  new_browser,
  new_place,
  wrong_passwords,
  wrong_codes,
  codes_stopped,
  browser_forgotten,
  session_replaced,
  activation_code,
  email_changed,
  objection_done,
  objection_noted,
  factors_reset,
  device_moved,
  device_suspended,
  sign_in_reported,
  suspension_reported,
};

/// "invitation": in the database, and the name of its templates.
[[nodiscard]] std::string_view name_of(Kind);
[[nodiscard]] std::vector<Kind> kinds();

struct Letter {
  Kind kind = Kind::invitation;
  Email to;
  std::optional<AccountId> account;
  std::optional<text::Language> language;    // none: the portal's own
  std::map<std::string, std::string> texts;  // what the template names
  Secret link_token;                         // for a link with a secret; empty: none
  std::optional<Time> expires_at = {};       // what it says is of no use afterwards; none: always
};

class Outbox {
 public:
  explicit Outbox(const crypto::Sealer& sealer) : sealer_(sealer) {}
  void post(db::Write&, const audit::Deed&, const Letter&) const;

 private:
  const crypto::Sealer& sealer_;
};

/// A letter on its turn.
struct Waiting {
  LetterId id;
  Letter letter;
  Time created_at;
  std::int64_t tries = 0;
};

/// Those whose turn it is, oldest first, at most `most`.
[[nodiscard]] std::vector<Waiting> due(db::Read&, const crypto::Sealer&, Time now,
                                       std::int64_t most);
void mark_sent(db::Write&, LetterId, Time now);
/// Tries again later: after 1, 2, 4 ... minutes, at most an hour apart, each up to a quarter longer
/// by chance; refused for good when that has gone on for five days.
void mark_put_off(db::Write&, const audit::Deed&, const Waiting&, std::string_view reason);
/// It would be refused again: not tried any more unless an operator says so.
void mark_refused(db::Write&, const audit::Deed&, const Waiting&, std::string_view reason);
/// Its link or code no longer works: not sent.
void mark_outdated(db::Write&, const Waiting&, Time now);
/// Forgets letters a week after they were sent, and those that did not arrive after a month.
void sweep(db::Write&, Time now);

}  // namespace sallyport::outbox
