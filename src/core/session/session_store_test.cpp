#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "core/core_fixture.hpp"
#include "core/session/gate.hpp"

namespace sallyport::session {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::Contains;

constexpr std::string_view ann = "ann@kroon.example";

class SessionStore : public Core {
 protected:
  SessionStore() : scope(organisation("Kroon")), person(contact(scope, ann)) { set_password(ann); }

  /// An attempt that proved the password, and that factor if there is one.
  attempt::Attempt attempt(std::string_view factor = {}) {
    const auto begun = find_attempt(begin_attempt(ann, "/help")).value();
    if (factor.empty()) return begun;
    return write([&](db::Write& db) {
      return attempt::prove_factor(db, deed(), begun, factor).value().attempt;
    });
  }
  Result<Opened, NotOpened> pass(const attempt::Attempt& attempt, bool has_factor) {
    return write([&](db::Write& db) {
      return pass_gate(db, deed(), attempt, has_factor,
                       {.user_agent = "Firefox", .address = "192.0.2.1"}, lifetimes);
    });
  }
  Opened opened(std::string_view factor = {}) {
    return std::move(*pass(attempt(factor), !factor.empty()));
  }
  std::optional<Session> find_session(const Secret& token) {
    return read([&](db::Read& db) { return find(db, token.reveal(), lifetimes, now); });
  }
  std::vector<Session> all_sessions() {
    const AccountId id = account(ann).id;
    return read([&](db::Read& db) { return all(db, id, lifetimes, now); });
  }

  organisation::Scope scope;
  ContactId person;
};

using Gate = SessionStore;
using GateThreads = SessionStore;

TEST_F(Gate, OpensOneSessionForAnAttempt) {
  const auto proved = attempt();
  EXPECT_TRUE(pass(proved, false).has_value());
  const auto again = pass(proved, false);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error(), NotOpened::attempt_over);
  EXPECT_EQ(count("session"), 1);
}

TEST_F(GateThreads, OpenOneSessionForAnAttemptWhenAllPassAtOnce) {
  const auto proved = attempt();
  std::atomic<int> open = 0;
  in_threads(8, [&] {
    if (pass(proved, false).has_value()) ++open;
  });
  EXPECT_EQ(open, 1);
  EXPECT_EQ(count("session"), 1);
}

TEST_F(Gate, GivesTheLevelThatWasProved) {
  EXPECT_EQ(opened().session.level, Level::password);
  EXPECT_EQ(opened("totp").session.level, Level::second_factor);
}

TEST_F(Gate, RefusesAnAccountWithAFactorThatDidNotProveIt) {
  const auto proved = attempt();
  const auto refused = pass(proved, true);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error(), NotOpened::factor_missing);
  EXPECT_EQ(count("session"), 0);
  EXPECT_THAT(events(), testing::Not(Contains("signed_in")));
}

TEST_F(Gate, StaysOutsideWhenTheAccessWasWithdrawnMeanwhile) {
  const auto proved = attempt();
  withdraw_access(scope, person);
  const auto refused = pass(proved, false);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error(), NotOpened::attempt_over);
  EXPECT_EQ(count("session"), 0);
}

TEST_F(Gate, EntersTheOnlyOrganisationAtOnce) {
  EXPECT_EQ(opened().session.organisation, scope.id());
}

TEST_F(Gate, M15RemembersWhenSomebodyOfOneOrganisationWasHere) {
  EXPECT_EQ(count("contact WHERE last_chosen_at IS NOT NULL"), 0);
  opened();
  EXPECT_EQ(count(fmt::format("contact WHERE last_chosen_at = {}", unix_seconds(now))), 1);
}

TEST_F(Gate, LeavesTheChoiceBetweenSeveralOrganisations) {
  contact(organisation("Molen"), ann);
  EXPECT_EQ(opened().session.organisation, std::nullopt);
  EXPECT_EQ(count("contact WHERE last_chosen_at IS NOT NULL"), 0) << "that is not chosen yet";
}

TEST_F(SessionStore, KeepsWhereThePersonWasGoingAndWhereTheyCameFrom) {
  const auto one = opened();
  EXPECT_EQ(one.session.return_to, "/help");
  EXPECT_EQ(one.session.user_agent, "Firefox");
  EXPECT_EQ(one.session.address, "192.0.2.1");
  EXPECT_EQ(one.session.email.text(), ann);
  write([&](db::Write& db) { forget_return_to(db, one.session.id); });
  EXPECT_EQ(find_session(one.token)->return_to, "");
}

TEST_F(SessionStore, KeepsTheDigestOfItsTokenOnly) {
  const auto one = opened();
  EXPECT_EQ(one.token.size(), 43U);  // 256 bits
  const auto stored =
      read([](db::Read& db) { return db.find_one("SELECT token_hash FROM session"); });
  EXPECT_EQ(stored->bytes("token_hash").size(), 32U);
  EXPECT_FALSE(find_session(Secret{stored->bytes("token_hash")}));
  EXPECT_FALSE(find_session(Secret{one.token.reveal().substr(0, 42)}));
}

TEST_F(SessionStore, EndsWhenIdle) {
  const auto one = opened();
  now += lifetimes.idle - seconds{1};
  EXPECT_TRUE(find_session(one.token));
  now += seconds{1};
  EXPECT_FALSE(find_session(one.token));
  EXPECT_TRUE(all_sessions().empty());
}

TEST_F(SessionStore, EndsAfterItsTimeHoweverBusy) {
  const auto one = opened();
  const Time end = now + lifetimes.overall;
  for (; now < end; now += minutes{20}) {
    EXPECT_TRUE(find_session(one.token));
    write([&](db::Write& db) { mark_seen(db, one.session.id, now); });
  }
  now = end - seconds{1};
  EXPECT_TRUE(find_session(one.token));
  now = end;
  EXPECT_FALSE(find_session(one.token));
}

TEST_F(SessionStore, IsMarkedAsSeenOnceAMinute) {
  const auto one = opened();
  EXPECT_FALSE(seen_is_old(one.session, now + seconds{59}));
  EXPECT_TRUE(seen_is_old(one.session, now + seconds{60}));
  const Time later = now + minutes{10};
  write([&](db::Write& db) { mark_seen(db, one.session.id, later); });
  write([&](db::Write& db) { mark_seen(db, one.session.id, now); });
  EXPECT_EQ(find_session(one.token)->last_seen_at, later);
}

TEST_F(SessionStore, EndsWhenThePasswordChanges) {
  const auto one = opened();
  set_password(ann);
  EXPECT_FALSE(find_session(one.token));
  EXPECT_TRUE(all_sessions().empty());
}

TEST_F(SessionStore, GoesOnUnderANewTokenWhenItsOwnerChangedThePassword) {
  const auto mine = opened();
  const auto other = opened();
  const auto changed = set_password(ann);
  const Secret token = write([&](db::Write& db) {
    return keep_after_password_change(db, deed(), mine.session, changed.password_version);
  });
  EXPECT_TRUE(find_session(token));
  EXPECT_FALSE(find_session(mine.token));
  EXPECT_FALSE(find_session(other.token));
}

TEST_F(SessionStore, EndsOnceAndForItsOwnerOnly) {
  const auto one = opened();
  const AccountId owner = one.session.account;
  const AccountId stranger = account("bob@kroon.example").id;
  const auto ends = [&](AccountId who) {
    return write(
        [&](db::Write& db) { return end(db, deed(), who, one.session.id, Ended::logged_off); });
  };
  EXPECT_FALSE(ends(stranger));
  EXPECT_TRUE(find_session(one.token));
  EXPECT_TRUE(ends(owner));
  EXPECT_FALSE(find_session(one.token));
  EXPECT_FALSE(ends(owner));
  EXPECT_EQ(events().back(), "signed_off");
}

TEST_F(SessionStore, EndsAllOthersAndKeepsOne) {
  const auto one = opened();
  const auto two = opened();
  const auto three = opened();
  const auto ended = write([&](db::Write& db) {
    return end_others(db, deed(), one.session.account, two.session.id, Ended::factor_added);
  });
  EXPECT_EQ(ended, 2);
  EXPECT_FALSE(find_session(one.token));
  EXPECT_TRUE(find_session(two.token));
  EXPECT_FALSE(find_session(three.token));
}

TEST_F(SessionStore, AreTenAtMostAndTheOldestEnds) {
  std::vector<Secret> tokens;
  for (std::int64_t i = 0; i < most_sessions; ++i, now += seconds{1}) {
    tokens.push_back(std::move(opened().token));
  }
  EXPECT_TRUE(find_session(tokens.front()));
  const auto newest = opened();
  EXPECT_FALSE(find_session(tokens.front()));
  EXPECT_TRUE(find_session(tokens[1]));
  EXPECT_TRUE(find_session(newest.token));
  EXPECT_EQ(all_sessions().size(), static_cast<std::size_t>(most_sessions));
  EXPECT_THAT(events(), Contains("session_ended"));
}

TEST_F(SessionStore, GoesOnUnderANewTokenWhenAnOrganisationIsChosen) {
  const auto other = organisation("Molen");
  contact(other, ann);
  const auto one = opened();
  const auto memberships =
      read([&](db::Read& db) { return contact::memberships(db, one.session.email); });
  const Secret token = write([&](db::Write& db) {
    return choose_organisation(db, deed(), one.session, memberships.back());
  });
  EXPECT_FALSE(find_session(one.token));
  ASSERT_TRUE(find_session(token));
  EXPECT_EQ(find_session(token)->organisation, memberships.back().organisation);
  EXPECT_EQ(events().back(), "organisation_chosen");
}

TEST_F(SessionStore, GoesOnUnderANewTokenAtAHigherLevel) {
  const auto one = opened();
  const Secret token =
      write([&](db::Write& db) { return raise_level(db, deed(), one.session, "totp"); });
  EXPECT_FALSE(find_session(one.token));
  ASSERT_TRUE(find_session(token));
  EXPECT_EQ(find_session(token)->level, Level::second_factor);
  EXPECT_EQ(find_session(token)->factor_confirmed_at, now);
}

TEST_F(SessionStore, RemembersWhenEachProofWasGiven) {
  const auto one = opened();
  write([&](db::Write& db) { confirm(db, deed(), one.session, Proof::password); });
  EXPECT_EQ(find_session(one.token)->password_confirmed_at, now);
  EXPECT_EQ(find_session(one.token)->factor_confirmed_at, std::nullopt);
  write([&](db::Write& db) { confirm(db, deed(), one.session, Proof::mailed_code); });
  EXPECT_EQ(find_session(one.token)->mail_confirmed_at, now);
}

TEST_F(SessionStore, AreListedLastSeenFirst) {
  const auto one = opened();
  now += minutes{1};
  const auto two = opened();
  now += minutes{1};
  write([&](db::Write& db) { mark_seen(db, one.session.id, now); });
  const auto sessions = all_sessions();
  ASSERT_EQ(sessions.size(), 2U);
  EXPECT_EQ(sessions[0].id, one.session.id);
  EXPECT_EQ(sessions[1].id, two.session.id);
}

}  // namespace
}  // namespace sallyport::session
