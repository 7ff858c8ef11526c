// What happened: one row an event, written in the transaction of the deed it tells of.
//
// Owns    tables `audit_event` and `audit_personal`; docs/events.md (from events.cpp).
// Read    events.hpp (the table of events), audit.hpp, audit_store.cpp; then chain.hpp, by which
//         a change of what was recorded is found.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "core/audit/events.hpp"
#include "kit/crypto/random.hpp"
#include "kit/db/database.hpp"

namespace sallyport::audit {

enum class Actor { visitor, account, operator_command, job, administrator };

/// Who does it, when, from where: given to every function that changes something worth recording.
struct Deed {
  Time now;
  crypto::Random& random;
  Actor actor = Actor::visitor;
  std::string address;  // the sender's; empty for commands and jobs
  std::string request;  // the request's id; empty for commands and jobs
  // Who it is, where the word alone would not say it: for an administrator, the contact person's
  // id. In the log it follows the word, within what the chain covers.
  std::string by = {};
};

/// Whom an event concerns.
struct About {
  std::optional<AccountId> account;
  std::optional<OrganisationId> organisation;
  std::optional<ContactId> contact;
  std::string detail;  // a few words of ours; never what a person typed
  std::string words;   // what tells who it is: a name, an email address, a browser; forgotten later
};

void record(db::Write&, const Deed&, Event, const About& = {});

struct Entry {
  Time at;
  std::string event;
  std::string actor;  // a word, or a word, a space and an id
  std::optional<AccountId> account;
  std::optional<OrganisationId> organisation;
  std::optional<ContactId> contact;
  std::string detail;
  std::string address;  // empty too when it was forgotten
  std::string words;    // likewise
  std::string request;
};

struct Filter {
  std::optional<AccountId> account;
  std::optional<OrganisationId> organisation;
};

/// The newest `most` events, oldest first.
[[nodiscard]] std::vector<Entry> newest(db::Read&, const Filter&, std::int64_t most);

/// When the newest event was recorded; nothing while there is none.
[[nodiscard]] std::optional<Time> newest_moment(db::Read&);

}  // namespace sallyport::audit
