// The gate: the only way to a session.
//
// Every way of signing in ends here, in the transaction that records its last proof. The gate takes
// the attempt out of the way (once), looks up again whether the person may come in, and gives the
// session exactly the level that the attempt proved.
#pragma once

#include "base/result.hpp"
#include "core/attempt/attempt.hpp"
#include "core/session/session.hpp"

namespace sallyport::session {

enum class NotOpened {
  attempt_over,  // another request was faster, or it expired, or the password or the access changed
  factor_missing,  // the account has a second factor and this attempt did not prove it
};

struct Opened {
  Secret token;  // for the cookie
  Session session;
  bool replaced = false;  // it was one too many, so that the one not used for longest ended
};

struct Arrival {
  std::string user_agent;
  std::string address;
};

/// `has_factor`: whether the account has a second factor activated, asked in this transaction.
[[nodiscard]] Result<Opened, NotOpened> pass_gate(db::Write&, const audit::Deed&,
                                                  const attempt::Attempt&, bool has_factor,
                                                  const Arrival&, const policy::Lifetimes&);

}  // namespace sallyport::session
