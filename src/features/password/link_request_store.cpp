#include "features/password/link_request.hpp"

namespace sallyport::password {

void ask_for_link(db::Write& db, const audit::Deed& deed, const LinkRequest& asked) {
  db.change(
      "INSERT INTO link_request (id, email, link_id, address, request, created_at)"
      " VALUES ($1, $2, $3, $4, $5, $6)",
      {crypto::fresh_id<LinkRequestId>(deed.random), asked.email, asked.link, deed.address,
       deed.request, deed.now});
}

std::vector<WaitingRequest> waiting_requests(db::Read& db, std::int64_t most) {
  std::vector<WaitingRequest> waiting;
  for (const db::Row& row : db.find_all("SELECT id, email, link_id, address, request"
                                        " FROM link_request ORDER BY created_at, id LIMIT $1",
                                        {most})) {
    LinkRequest asked{.email = std::nullopt, .link = row.maybe_id<LinkId>("link_id")};
    if (!row.is_null("email")) asked.email = row.email("email");
    waiting.push_back({.id = row.id<LinkRequestId>("id"),
                       .request = std::move(asked),
                       .address = row.text("address"),
                       .request_number = row.text("request")});
  }
  return waiting;
}

bool take_request(db::Write& db, LinkRequestId id) {
  return db.change("DELETE FROM link_request WHERE id = $1", {id}) == 1;
}

}  // namespace sallyport::password
