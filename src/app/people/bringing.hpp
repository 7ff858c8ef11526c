// What is done about one person of the file, and whether anything is: what is there already is
// never overwritten.
#pragma once

#include <string>

#include "app/people/person.hpp"
#include "core/audit/audit.hpp"
#include "core/keyring/keyring.hpp"
#include "core/organisation/organisation.hpp"
#include "core/outbox/outbox.hpp"

namespace sallyport::app::people {

enum class Outcome {
  brought,    // something is added
  unchanged,  // all of it is there already
  kept,       // something else is there, so the row is left out
};

struct Verdict {
  Outcome outcome = Outcome::unchanged;
  std::string sentence;  // for `kept`: what is there, and what to do
  bool contact = false;  // is recorded; the others are added too
  bool password = false;
  bool app = false;
  bool invited = false;
};

/// What an import needs beside the database.
struct Means {
  const keyring::Keyring& keys;
  const outbox::Outbox& outbox;
  const text::Catalogues& catalogues;
  text::Language language;  // of people whose own is not known
  bool invites = false;     // people who have no password then
};

/// What carry_out() would do.
///
///   organisation  nothing when it is still to be added
///   earlier       an earlier row that has not been carried out brings the same account
[[nodiscard]] Verdict judge(db::Read&, const Means&, const Person&,
                            const organisation::Organisation* organisation, bool earlier);

/// All of it in the caller's transaction, with its audit rows. No letter, but for the invitation.
void carry_out(db::Write&, const audit::Deed&, const Means&, const Person&,
               const organisation::Organisation&, const Verdict&);

}  // namespace sallyport::app::people
