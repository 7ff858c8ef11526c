#include <algorithm>

#include "core/outbox/delay.hpp"
#include "core/outbox/outbox.hpp"
#include "kit/json/json.hpp"

namespace sallyport::outbox {
namespace {

constexpr std::size_t longest_reason = 500;
constexpr const char* token_name = "link_token";

crypto::Place place_of(const LetterId& id) {
  return {.table = "letter", .column = "sealed", .row = id.bytes()};
}

std::optional<Kind> kind_of(std::string_view name) {
  for (const Kind kind : kinds()) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

}  // namespace

void Outbox::post(db::Write& db, const audit::Deed& deed, const Letter& letter) const {
  const auto id = crypto::fresh_id<LetterId>(deed.random);
  json::Texts texts = letter.texts;
  texts[token_name] = letter.link_token.reveal();
  Secret body{json::write(texts)};
  wipe(texts[token_name]);
  db.change(
      "INSERT INTO letter (id, position, kind, account_id, recipient, language, sealed, created_at,"
      " next_at, state, expires_at) VALUES ($1, (SELECT COALESCE(MAX(position), 0) + 1 FROM "
      "letter),"
      " $2, $3, $4, $5, $6, $7, $7, 'waiting', $8)",
      {id, name_of(letter.kind), letter.account, letter.to,
       letter.language ? text::tag(*letter.language) : std::string_view{},
       db::Bytes{sealer_.seal(body, place_of(id), deed.random)}, deed.now, letter.expires_at});
}

std::vector<Waiting> due(db::Read& db, const crypto::Sealer& sealer, Time now, std::int64_t most) {
  std::vector<Waiting> waiting;
  for (const db::Row& row :
       db.find_all("SELECT id, kind, account_id, recipient, language, sealed, created_at, tries,"
                   " expires_at FROM letter WHERE state = 'waiting' AND next_at <= $1"
                   " ORDER BY next_at, position LIMIT $2",
                   {now, most})) {
    const auto id = row.id<LetterId>("id");
    const auto kind = kind_of(row.text("kind"));
    check(kind.has_value(), "a letter's kind is one we know");
    const auto body = sealer.open(row.bytes("sealed"), place_of(id));
    check(body.has_value(), "a letter opens in its own row with a key we hold");
    auto texts = json::read_texts(body->reveal());
    check(texts.has_value(), "a letter holds an object of texts");
    Secret token{std::move((*texts)[token_name])};
    texts->erase(token_name);
    waiting.push_back({.id = id,
                       .letter = {.kind = *kind,
                                  .to = row.email("recipient"),
                                  .account = row.maybe_id<AccountId>("account_id"),
                                  .language = text::language_of_tag(row.text("language")),
                                  .texts = std::move(*texts),
                                  .link_token = std::move(token),
                                  .expires_at = row.maybe_time("expires_at")},
                       .created_at = row.time("created_at"),
                       .tries = row.integer("tries")});
  }
  return waiting;
}

void mark_sent(db::Write& db, LetterId id, Time now) {
  db.change(
      "UPDATE letter SET state = 'sent', sent_at = $2, settled_at = $2, tries = tries + 1,"
      " last_error = '' WHERE id = $1",
      {id, now});
}

void mark_put_off(db::Write& db, const audit::Deed& deed, const Waiting& letter,
                  std::string_view reason) {
  constexpr std::int64_t most_tries = 126;  // RFC 5321 §4.5.4.1: four to five days
  constexpr std::chrono::minutes longest{60};
  if (letter.tries + 1 >= most_tries) return mark_refused(db, deed, letter, reason);
  const auto doublings = std::min<std::int64_t>(letter.tries, 6);
  const std::chrono::minutes wait =
      std::min(longest, std::chrono::minutes{std::int64_t{1} << doublings});
  db.change(
      "UPDATE letter SET tries = tries + 1, last_error = $2, next_at = $3 WHERE id = $1",
      {letter.id, reason.substr(0, longest_reason), deed.now + lengthened(wait, deed.random)});
}

void mark_refused(db::Write& db, const audit::Deed& deed, const Waiting& letter,
                  std::string_view reason) {
  db.change(
      "UPDATE letter SET state = 'refused', settled_at = $3, tries = tries + 1, last_error = $2"
      " WHERE id = $1",
      {letter.id, reason.substr(0, longest_reason), deed.now});
  audit::record(
      db, deed, audit::Event::letter_refused,
      {.account = letter.letter.account, .detail = std::string{name_of(letter.letter.kind)}});
}

void mark_outdated(db::Write& db, const Waiting& letter, Time now) {
  db.change("UPDATE letter SET state = 'outdated', settled_at = $2 WHERE id = $1",
            {letter.id, now});
}

void sweep(db::Write& db, Time now) {
  db.change(
      "DELETE FROM letter WHERE (state = 'sent' AND settled_at < $1)"
      " OR (state <> 'waiting' AND settled_at < $2)",
      {now - std::chrono::days{7}, now - std::chrono::days{30}});
}

}  // namespace sallyport::outbox
