// "This was not me": the link by which the reader of a letter objects to what it tells.
//
// Owns    table `objection`.
// Source  rulings, "Sign-in and second factors"; NIST SP 800-63B-4 §4.2.3.
//
// It works once, for seven days, and unlike other links also after a new password: whoever got in
// may have changed it twice. It lets nobody in. What an objection does is done by
// features/objection. A letter carries such a link with
//
//     .link_token = objection::make(db, deed, {.told = Told::password_set, .account = account.id})
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/secret.hpp"
#include "core/audit/audit.hpp"
#include "kit/db/database.hpp"

namespace sallyport::objection {

inline constexpr std::chrono::days lifetime{7};

/// What a letter tells its reader.
enum class Told {
  signed_in,       // item: the browser
  password_set,    // item: none
  factor_added,    // item: the name given to it
  factor_removed,  // item: the same
  codes_made,
  code_used,
  code_mailed,  // a code to activate a first factor with
  wrong_codes,
  browser_forgotten,  // item: the browser
  factors_reset,      // by the operator
  device_moved,       // another phone took its place; item: the new one's name
  device_suspended,   // a phone, because there may be a copy of it; item: its name
  access_given,       // item: the organisation's name
  email_changed,      // item: the organisation's name
};

struct Telling {
  Told told = Told::signed_in;
  AccountId account;
  std::string item = {};

  // Of something that was added, so that it can be taken away again: the factor, and which of its
  // things; and whether it may be taken though it is the last one.
  std::string factor = {};
  std::string part = {};
  bool takes_last = false;

  std::optional<OrganisationId> organisation = std::nullopt;  // of access, and of an address
};

/// Returns the token for the letter's link.
[[nodiscard]] Secret make(db::Write&, const audit::Deed&, const Telling&);

struct Objection {
  ObjectionId id;
  Telling telling;
  Time told_at;
};

/// The objection of that link, if it can still be made. Looking at it does not use it up.
[[nodiscard]] std::optional<Objection> find(db::Read&, std::string_view token, Time now);
/// Uses it up, once; false if another request was faster or its time is over.
[[nodiscard]] bool use(db::Write&, ObjectionId, Time now);

void sweep(db::Write&, Time now);

/// "password_set": in the database and in the audit log.
[[nodiscard]] std::string_view name_of(Told);

}  // namespace sallyport::objection
