// Asking for a link by email: a new password, or a new link in place of an old one (M72).
//
// Owns    table `link_request`.
// Source  requirements R-RST-1, R-ENUM-1. The request itself writes the same row for everybody and
//         looks at no account, so neither its answer nor its work tells whether somebody is known.
//         A job answers it a moment later.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/email.hpp"
#include "base/id.hpp"
#include "core/audit/audit.hpp"
#include "kit/db/database.hpp"
#include "site/site.hpp"

namespace sallyport::password {

struct LinkRequest {
  std::optional<Email> email;
  std::optional<LinkId> link;
};

/// Neither: somebody asked for a new link with one that never was.
void ask_for_link(db::Write&, const audit::Deed&, const LinkRequest&);

struct WaitingRequest {
  LinkRequestId id;
  LinkRequest request;
  std::string address;
  std::string request_number;
};

/// The oldest, at most `most`.
[[nodiscard]] std::vector<WaitingRequest> waiting_requests(db::Read&, std::int64_t most);
/// Takes it out of the way, once; false if another was faster.
[[nodiscard]] bool take_request(db::Write&, LinkRequestId);

/// Answers all that wait: with a link to the recorded address, or, to whoever may not have one, not
/// at all.
void answer_link_requests(const site::Site&, Time now);

}  // namespace sallyport::password
