#include <algorithm>
#include <array>

#include "base/encoding.hpp"
#include "core/objection/objection.hpp"
#include "kit/crypto/digest.hpp"

namespace sallyport::objection {
namespace {

struct Name {
  Told told;
  std::string_view name;
};

constexpr std::array names = {
    Name{Told::signed_in, "signed_in"},
    Name{Told::password_set, "password_set"},
    Name{Told::factor_added, "factor_added"},
    Name{Told::factor_removed, "factor_removed"},
    Name{Told::codes_made, "codes_made"},
    Name{Told::code_used, "code_used"},
    Name{Told::code_mailed, "code_mailed"},
    Name{Told::wrong_codes, "wrong_codes"},
    Name{Told::browser_forgotten, "browser_forgotten"},
    Name{Told::factors_reset, "factors_reset"},
    Name{Told::device_moved, "device_moved"},
    Name{Told::device_suspended, "device_suspended"},
    Name{Told::access_given, "access_given"},
    Name{Told::email_changed, "email_changed"},
};

Told told_of(std::string_view name) {
  const auto found =
      std::find_if(names.begin(), names.end(), [&](const Name& row) { return row.name == name; });
  check(found != names.end(), "what an objection is about is something we know");
  return found->told;
}

db::Bytes digest_of(std::string_view token) { return db::Bytes{crypto::sha256(token)}; }

}  // namespace

std::string_view name_of(Told told) {
  const auto found =
      std::find_if(names.begin(), names.end(), [&](const Name& row) { return row.told == told; });
  check(found != names.end(), "everything that can be objected to has a name");
  return found->name;
}

Secret make(db::Write& db, const audit::Deed& deed, const Telling& telling) {
  Secret token{to_base64url(deed.random.bytes(32))};
  db.change(
      "INSERT INTO objection (id, token_hash, account_id, told, item, factor, part, takes_last,"
      " organisation_id, made_at, expires_at)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {crypto::fresh_id<ObjectionId>(deed.random), digest_of(token.reveal()), telling.account,
       name_of(telling.told), telling.item, telling.factor, telling.part, telling.takes_last,
       telling.organisation, deed.now, deed.now + lifetime});
  return token;
}

std::optional<Objection> find(db::Read& db, std::string_view token, Time now) {
  const auto row = db.find_one(
      "SELECT id, account_id, told, item, factor, part, takes_last, organisation_id, made_at"
      " FROM objection WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2",
      {digest_of(token), now});
  if (!row) return std::nullopt;
  return Objection{.id = row->id<ObjectionId>("id"),
                   .telling = {.told = told_of(row->text("told")),
                               .account = row->id<AccountId>("account_id"),
                               .item = row->text("item"),
                               .factor = row->text("factor"),
                               .part = row->text("part"),
                               .takes_last = row->boolean("takes_last"),
                               .organisation = row->maybe_id<OrganisationId>("organisation_id")},
                   .told_at = row->time("made_at")};
}

bool use(db::Write& db, ObjectionId id, Time now) {
  return db.change(
             "UPDATE objection SET used_at = $2"
             " WHERE id = $1 AND used_at IS NULL AND expires_at > $2",
             {id, now}) == 1;
}

void sweep(db::Write& db, Time now) {
  db.change("DELETE FROM objection WHERE expires_at < $1", {now - std::chrono::days{7}});
}

}  // namespace sallyport::objection
