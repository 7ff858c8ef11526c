#include "core/throttle/guess.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sallyport::throttle {
namespace {

using std::chrono::seconds;

constexpr std::string_view lane_kind = "password_lane";
constexpr Limit account_limit{"password_account", most_guesses, until_success};
/// A lane without a guess for so long starts anew.
constexpr std::chrono::hours lane_memory{24};

struct Wait {
  std::int64_t from = 0;  // wrong passwords
  seconds wait{0};
};
constexpr std::array waits = {Wait{3, seconds{1}}, Wait{9, seconds{3}}, Wait{25, seconds{5}},
                              Wait{50, seconds{10}}};
constexpr seconds longest_wait = waits.back().wait;

/// The waits as SQL, for a count that stands in `tries`.
std::string wait_sql(std::string_view tries) {
  std::string sql = "CASE";
  for (auto wait = waits.rbegin(); wait != waits.rend(); ++wait) {
    sql += fmt::format(" WHEN {} >= {} THEN {}", tries, wait->from, wait->wait.count());
  }
  return sql + " ELSE 0 END";
}

/// The lane's count after the try, or nothing while it has to wait. A moment further ahead than
/// any wait was written before the clock was put back, and does not count.
std::optional<std::int64_t> spend_lane(db::Write& db, const Guess& guess, Time now) {
  static const std::string sql = fmt::format(
      "INSERT INTO throttle (kind, subject, tries, window_ends, not_before)"
      " VALUES ($1, $2, 1, $4, $3) ON CONFLICT (kind, subject) DO UPDATE SET"
      " tries = CASE WHEN throttle.window_ends <= $3 THEN 1 ELSE throttle.tries + 1 END,"
      " not_before = $3 + CASE WHEN throttle.window_ends <= $3 THEN 0 ELSE {} END,"
      " window_ends = $4"
      " WHERE throttle.not_before <= $3 OR throttle.not_before > $3 + $5 RETURNING tries",
      wait_sql("throttle.tries + 1"));
  const auto row = db.find_one(
      sql, {lane_kind, db::Bytes{guess.lane}, now, now + lane_memory, longest_wait.count()});
  return row ? std::optional{row->integer("tries")} : std::nullopt;
}

std::optional<std::int64_t> spend_account(db::Write& db, const Guess& guess, Time now) {
  const auto row = db.find_one(
      "INSERT INTO throttle (kind, subject, tries, window_ends) VALUES ($1, $2, 1, $3)"
      " ON CONFLICT (kind, subject) DO UPDATE SET tries = throttle.tries + 1"
      " WHERE throttle.tries < $4 RETURNING tries",
      {account_limit.kind, db::Bytes{guess.account}, now + account_limit.window, most_guesses});
  return row ? std::optional{row->integer("tries")} : std::nullopt;
}

void give_back_account(db::Write& db, const Guess& guess) {
  db.change("UPDATE throttle SET tries = tries - 1 WHERE kind = $1 AND subject = $2",
            {account_limit.kind, db::Bytes{guess.account}});
}

/// Counts for the sender and for its network.
void spend_senders(db::Write& db, const Guess& guess, Time now) {
  db.change(
      "INSERT INTO sender_guess (sender, account, tries, window_ends)"
      " VALUES ($1, $3, 1, $5), ($2, $3, 1, $5)"
      " ON CONFLICT (sender, account) DO UPDATE SET"
      " tries = CASE WHEN sender_guess.window_ends <= $4 THEN 1 ELSE sender_guess.tries + 1 END,"
      " window_ends ="
      " CASE WHEN sender_guess.window_ends <= $4 THEN $5 ELSE sender_guess.window_ends END",
      {db::Bytes{guess.sender}, db::Bytes{guess.network}, db::Bytes{guess.account}, now,
       now + guess.limit.window});
}

seconds lane_wait(db::Read& db, const Guess& guess, Time now) {
  const auto row = db.find_one(
      "SELECT not_before FROM throttle WHERE kind = $1 AND subject = $2"
      " AND not_before > $3 AND not_before <= $3 + $4",
      {lane_kind, db::Bytes{guess.lane}, now, longest_wait.count()});
  return row ? row->time("not_before") - now : seconds{0};
}

/// How long a sender or a network waits: until so many of its guesses are old that it is within its
/// limit.
seconds wait_of(db::Read& db, const std::string& sender, std::int64_t most, std::int64_t fewest,
                Time now) {
  const auto rows = db.find_all(
      "SELECT tries, window_ends FROM sender_guess"
      " WHERE sender = $1 AND window_ends > $2 AND tries > 0 ORDER BY window_ends",
      {db::Bytes{sender}, now});
  std::int64_t wrong = 0;
  for (const db::Row& row : rows) wrong += row.integer("tries");
  auto accounts = static_cast<std::int64_t>(rows.size());
  seconds wait{0};
  for (const db::Row& row : rows) {
    if (wrong < most || accounts < fewest) break;
    wrong -= row.integer("tries");
    --accounts;
    wait = row.time("window_ends") - now;
  }
  return wait;
}

/// Why nothing that comes from there is looked at.
std::optional<Refusal> refusal_of_senders(db::Read& db, const Guess& guess, Time now) {
  const SenderLimit& limit = guess.limit;
  const seconds of_sender = wait_of(db, guess.sender, limit.most, limit.accounts, now);
  if (of_sender > seconds{0}) return Refusal{Refused::sender, of_sender};
  const seconds of_network =
      wait_of(db, guess.network, senders_in_network * limit.most, limit.accounts, now);
  if (of_network > seconds{0}) return Refusal{Refused::network, of_network};
  return std::nullopt;
}

}  // namespace

Guess guess_of(const Secret& throttle_key, const Email& email, const Address& sender,
               const SenderLimit& limit) {
  return {.lane = subject(throttle_key, email, sender),
          .account = subject(throttle_key, email),
          .sender = subject(throttle_key, sender),
          .network = subject_of_network(throttle_key, sender),
          .limit = limit};
}

std::optional<Refusal> refusal(db::Read& db, const Guess& guess, Time now) {
  if (!left(db, account_limit, guess.account, now)) return Refusal{Refused::account, seconds{0}};
  if (auto refused = refusal_of_senders(db, guess, now)) return refused;
  if (const seconds wait = lane_wait(db, guess, now); wait > seconds{0}) {
    return Refusal{Refused::lane, wait};
  }
  return std::nullopt;
}

Spent spend(db::Write& db, const Guess& guess, Time now) {
  const auto refuse = [](Refused why, seconds wait) {
    return Spent{.refusal = Refusal{why, wait}, .reached = {}};
  };
  if (const auto refused = refusal_of_senders(db, guess, now)) {
    return refuse(refused->why, refused->wait);
  }
  const auto of_account = spend_account(db, guess, now);
  if (!of_account) return refuse(Refused::account, seconds{0});
  const auto in_lane = spend_lane(db, guess, now);
  if (!in_lane) {
    give_back_account(db, guess);
    return refuse(Refused::lane, lane_wait(db, guess, now));
  }
  spend_senders(db, guess, now);

  Spent spent;
  if (*of_account == most_guesses) {
    spent.reached = Refused::account;
  } else if (const auto refused = refusal_of_senders(db, guess, now)) {
    spent.reached = refused->why;
  } else if (*in_lane == waits.front().from) {
    spent.reached = Refused::lane;
  }
  return spent;
}

void forgive(db::Write& db, const Guess& guess) {
  db.change("DELETE FROM throttle WHERE kind = $1 AND subject = $2",
            {lane_kind, db::Bytes{guess.lane}});
  clear(db, account_limit, guess.account);
  db.change("UPDATE sender_guess SET tries = tries - 1 WHERE sender IN ($1, $2) AND account = $3",
            {db::Bytes{guess.sender}, db::Bytes{guess.network}, db::Bytes{guess.account}});
}

void forgive_account(db::Write& db, const Secret& throttle_key, const Email& email) {
  clear(db, account_limit, subject(throttle_key, email));
}

}  // namespace sallyport::throttle
