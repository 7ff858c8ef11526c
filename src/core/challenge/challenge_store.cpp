#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/challenge/care.hpp"
#include "core/challenge/challenge.hpp"

namespace sallyport::challenge {
namespace {

struct Word {
  State state;
  std::string_view word;
};
constexpr std::array words = {
    Word{State::open, "open"},           Word{State::approved, "approved"},
    Word{State::used, "used"},           Word{State::wrong_number, "wrong_number"},
    Word{State::cancelled, "cancelled"}, Word{State::reported, "reported"},
    Word{State::withdrawn, "withdrawn"}, Word{State::expired, "expired"},
    Word{State::lapsed, "lapsed"},
};

State state_of(const std::string& word) {
  const auto* const found = std::ranges::find(words, word, &Word::word);
  check(found != words.end(), "the state of a challenge is one we know");
  return found->state;
}

constexpr std::string_view columns =
    "SELECT id, account_id, asker, browser_id, nonce, mode, options, number, context, address,"
    " user_agent, state, pushes, created_at, expires_at, answered_at, answered_by, used_at FROM "
    "challenge";

Challenge challenge_of(const db::Row& row, Time now) {
  const auto mode = mode_called(row.text("mode"));
  check(mode.has_value(), "the mode of a challenge is one we know");
  Challenge challenge{.id = row.id<ChallengeId>("id"),
                      .account = row.id<AccountId>("account_id"),
                      .asker = row.bytes("asker"),
                      .browser = row.maybe_id<BrowserId>("browser_id"),
                      .nonce = row.bytes("nonce"),
                      .mode = *mode,
                      .options = row.text("options"),
                      .number = row.text("number"),
                      .context = row.text("context"),
                      .address = row.text("address"),
                      .user_agent = row.text("user_agent"),
                      .state = state_of(row.text("state")),
                      .pushes = row.integer("pushes"),
                      .created_at = row.time("created_at"),
                      .expires_at = row.time("expires_at"),
                      .answered_at = row.maybe_time("answered_at"),
                      .answered_by = row.maybe_id<DeviceId>("answered_by"),
                      .used_at = row.maybe_time("used_at")};
  if (challenge.state == State::open && challenge.expires_at <= now) {
    challenge.state = State::expired;
  }
  if (challenge.state == State::approved && *challenge.answered_at + use_within <= now) {
    challenge.state = State::lapsed;
  }
  return challenge;
}

std::optional<Challenge> only(const std::vector<db::Row>& rows, Time now) {
  if (rows.empty()) return std::nullopt;
  return challenge_of(rows.front(), now);
}

/// Those of one account that ran out unanswered count; see care.hpp.
void close_expired(db::Write& db, AccountId account, Time now) {
  const auto closed = db.change(
      "UPDATE challenge SET state = 'expired'"
      " WHERE account_id = $1 AND state = 'open' AND expires_at <= $2",
      {account, now});
  if (closed > 0) note_expired(db, account);
}

struct Most {
  std::int64_t count;
  std::chrono::seconds window;
};
constexpr std::array limits = {
    Most{3, std::chrono::minutes{10}},
    Most{6, std::chrono::hours{1}},
    Most{10, std::chrono::hours{24}},
};

}  // namespace

std::string_view name_of(State state) {
  const auto* const found = std::ranges::find(words, state, &Word::state);
  check(found != words.end(), "every state of a challenge has a name");
  return found->word;
}

bool too_many(db::Read& db, AccountId account, Time now) {
  const Time succeeded = care_of(db, account).succeeded_at;
  return std::ranges::any_of(limits, [&](const Most& most) {
    const auto row = db.find_one(
        "SELECT COUNT(*) AS begun FROM challenge"
        " WHERE account_id = $1 AND created_at > $2 AND created_at > $3",
        {account, now - most.window, succeeded});
    return row->integer("begun") >= most.count;
  });
}

Result<Challenge, NotBegun> begin(db::Write& db, const audit::Deed& deed,
                                  const NewChallenge& fresh) {
  close_expired(db, fresh.account, deed.now);
  if (const auto open = open_of(db, fresh.account, deed.now)) {
    const bool own =
        open->asker == fresh.asker || (open->browser && open->browser == fresh.browser);
    if (!own) {
      note_second_browser(db, fresh.account, deed.now);
      return fail(NotBegun::taken);
    }
    withdraw(db, open->asker, Withdrawn::given_up, deed.now);
  }
  if (too_many(db, fresh.account, deed.now)) return fail(NotBegun::too_many);

  // Only now: what was just closed counts too.
  const Mode mode =
      mode_for(fresh.policy, {.known_browser = fresh.browser.has_value(),
                              .odd = fresh.odd,
                              .trouble = care_of(db, fresh.account).trouble(deed.now)});
  const Numbers numbers = numbers_for(mode, deed.random.bytes(16));
  const auto id = crypto::fresh_id<ChallengeId>(deed.random);
  db.change(
      "INSERT INTO challenge (id, account_id, asker, browser_id, nonce, mode, options, number,"
      " context, address, user_agent, state, created_at, expires_at)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', $12, $13)",
      {id, fresh.account, db::Bytes{fresh.asker}, fresh.browser, db::Bytes{deed.random.bytes(32)},
       name_of(mode), numbers.options, numbers.right, fresh.context, fresh.address,
       fresh.user_agent, deed.now, deed.now + lifetime});
  audit::record(db, deed, audit::Event::challenge_begun,
                {.account = fresh.account, .detail = std::string{name_of(mode)}});
  auto begun = find(db, id, deed.now);
  check(begun.has_value(), "a challenge that was just begun can be found");
  return std::move(*begun);
}

std::optional<Challenge> find(db::Read& db, ChallengeId id, Time now) {
  return only(db.find_all(fmt::format("{} WHERE id = $1", columns), {id}), now);
}

std::optional<Challenge> newest_of(db::Read& db, AccountId account, std::string_view asker,
                                   Time now) {
  return only(
      db.find_all(fmt::format("{} WHERE asker = $1 AND account_id = $2"
                              " ORDER BY created_at DESC, state IN ('open', 'approved') DESC, id"
                              " LIMIT 1",
                              columns),
                  {db::Bytes{std::string{asker}}, account}),
      now);
}

std::optional<Challenge> open_of(db::Read& db, AccountId account, Time now) {
  return only(
      db.find_all(
          fmt::format("{} WHERE account_id = $1 AND state = 'open' AND expires_at > $2", columns),
          {account, now}),
      now);
}

bool answer(db::Write& db, const Challenge& challenge, State state, DeviceId device, Time now) {
  return db.change(
             "UPDATE challenge SET state = $2, answered_at = $3, answered_by = $4"
             " WHERE id = $1 AND state = 'open' AND expires_at > $3",
             {challenge.id, name_of(state), now, device}) == 1;
}

bool use(db::Write& db, ChallengeId id, std::string_view asker, Time now) {
  return db.change(
             "UPDATE challenge SET state = 'used', used_at = $3"
             " WHERE id = $1 AND asker = $2 AND state = 'approved' AND answered_at > $4",
             {id, db::Bytes{std::string{asker}}, now, now - use_within}) == 1;
}

void withdraw(db::Write& db, std::string_view asker, Withdrawn why, Time now) {
  const db::Bytes of{std::string{asker}};
  for (const db::Row& row :
       db.find_all("SELECT account_id FROM challenge WHERE asker = $1 AND state = 'open'", {of})) {
    if (why == Withdrawn::given_up) note_expired(db, row.id<AccountId>("account_id"));
  }
  db.change(
      "UPDATE challenge SET state = 'withdrawn', answered_at = $2"
      " WHERE asker = $1 AND state IN ('open', 'approved')",
      {of, now});
}

void withdraw_all(db::Write& db, AccountId account, Time now) {
  db.change(
      "UPDATE challenge SET state = 'withdrawn', answered_at = $2"
      " WHERE account_id = $1 AND state IN ('open', 'approved')",
      {account, now});
}

bool can_be_reported(const Challenge& challenge, Time now) {
  const bool let_in = challenge.state == State::approved || challenge.state == State::used ||
                      challenge.state == State::lapsed;
  return let_in && now - *challenge.answered_at < report_within;
}

bool report(db::Write& db, const Challenge& challenge, Time now) {
  return db.change(
             "UPDATE challenge SET state = 'reported'"
             " WHERE id = $1 AND state IN ('approved', 'used') AND answered_at > $2",
             {challenge.id, now - report_within}) == 1;
}

bool push_again(db::Write& db, ChallengeId id, Time now) {
  const auto challenge = find(db, id, now);
  if (!challenge) return false;
  if (care_of(db, challenge->account).quiet(challenge->browser.has_value(), now)) return false;
  const auto rung = db.change(
      "UPDATE challenge SET pushes = pushes + 1"
      " WHERE id = $1 AND state = 'open' AND expires_at > $2 AND pushes < $3",
      {id, now, most_pushes});
  if (rung == 0) return false;
  note_ring(db, challenge->account);
  return true;
}

std::vector<Challenge> all(db::Read& db, AccountId account, Time before, std::int64_t most,
                           Time now) {
  std::vector<Challenge> found;
  for (const db::Row& row : db.find_all(fmt::format("{} WHERE account_id = $1 AND created_at < $2"
                                                    " ORDER BY created_at DESC, id LIMIT $3",
                                                    columns),
                                        {account, before, most})) {
    found.push_back(challenge_of(row, now));
  }
  return found;
}

std::vector<Challenge> ended_before(db::Read& db, AccountId account, const Before& before,
                                    std::int64_t most, Time now) {
  std::vector<Challenge> found;
  for (const db::Row& row :
       db.find_all(fmt::format("{} WHERE account_id = $1 AND (state <> 'open' OR expires_at <= $5)"
                               " AND (created_at < $2 OR (created_at = $2 AND id < $3))"
                               " ORDER BY created_at DESC, id DESC LIMIT $4",
                               columns),
                   {account, before.at, db::Bytes{before.id}, most, now})) {
    found.push_back(challenge_of(row, now));
  }
  return found;
}

void sweep(db::Write& db, Time now) {
  for (const db::Row& row : db.find_all(
           "SELECT account_id FROM challenge WHERE state = 'open' AND expires_at <= $1", {now})) {
    close_expired(db, row.id<AccountId>("account_id"), now);
  }
  db.change("DELETE FROM challenge WHERE created_at < $1", {now - std::chrono::days{90}});
  db.change("DELETE FROM challenge_answer WHERE at < $1", {now - std::chrono::days{400}});
}

}  // namespace sallyport::challenge
