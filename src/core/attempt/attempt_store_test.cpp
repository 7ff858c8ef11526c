#include <gtest/gtest.h>

#include "core/core_fixture.hpp"

namespace sallyport::attempt {
namespace {

using std::chrono::seconds;

class AttemptStore : public Core {
 protected:
  AttemptStore() : scope(organisation("Kroon")), person(contact(scope, "ann@kroon.example")) {
    set_password("ann@kroon.example");
    token = begin_attempt("ann@kroon.example", "/help");
  }

  std::optional<std::string> prove(const Attempt& attempt) {
    return write([&](db::Write& db) -> std::optional<std::string> {
      const auto renewed = prove_factor(db, deed(), attempt, "totp");
      if (!renewed) return std::nullopt;
      return std::string{renewed->token.reveal()};
    });
  }
  bool finish_it(const Attempt& attempt) {
    return write([&](db::Write& db) { return finish(db, attempt, now); });
  }
  bool spend() {
    const AttemptId id = find_attempt(token)->id;
    return write([&](db::Write& db) { return spend_code(db, id, now); });
  }
  void type_wrong_code() {
    const AttemptId id = find_attempt(token)->id;
    EXPECT_TRUE(spend());
    write([&](db::Write& db) { refuse_code(db, id, now); });
  }

  organisation::Scope scope;
  ContactId person;
  std::string token;
};

using M62 = AttemptStore;
using M63 = AttemptStore;

TEST_F(AttemptStore, FindsWhatWasProvedByItsToken) {
  const auto attempt = find_attempt(token);
  ASSERT_TRUE(attempt);
  EXPECT_EQ(attempt->email.text(), "ann@kroon.example");
  EXPECT_EQ(attempt->return_to, "/help");
  EXPECT_EQ(attempt->password_version, 1);
  EXPECT_FALSE(attempt->factor);
  EXPECT_FALSE(find_attempt(token.substr(1)));
  EXPECT_FALSE(find_attempt(""));
}

TEST_F(AttemptStore, ExpiresAfterItsLifetime) {
  now += lifetimes.attempt - seconds{1};
  EXPECT_TRUE(find_attempt(token));
  now += seconds{1};
  EXPECT_FALSE(find_attempt(token));
}

TEST_F(AttemptStore, IsNeitherProvedNorFinishedOnceExpired) {
  const Attempt attempt = find_attempt(token).value();
  now += lifetimes.attempt;
  EXPECT_FALSE(prove(attempt));
  EXPECT_FALSE(finish_it(attempt));
}

TEST_F(AttemptStore, EndsWhenThePasswordChanges) {
  const Attempt attempt = find_attempt(token).value();
  set_password("ann@kroon.example");
  EXPECT_FALSE(find_attempt(token));
  EXPECT_FALSE(prove(attempt));
  EXPECT_FALSE(finish_it(attempt));
}

TEST_F(M62, EndsAHalfFinishedSignInWhenTheAccessIsWithdrawn) {
  const Attempt attempt = find_attempt(token).value();
  withdraw_access(scope, person);
  EXPECT_FALSE(find_attempt(token));
  EXPECT_FALSE(prove(attempt));
  EXPECT_FALSE(finish_it(attempt));
}

TEST_F(M62, LetsASignInGoOnWhileAnotherOrganisationStillGivesAccess) {
  contact(organisation("Molen"), "ann@kroon.example");
  withdraw_access(scope, person);
  EXPECT_TRUE(find_attempt(token));
}

TEST_F(M63, EndsAHalfFinishedSignInWhenTheAddressChanges) {
  const Attempt attempt = find_attempt(token).value();
  write([&](db::Write& db) {
    EXPECT_TRUE(contact::change_email(db, deed(), outbox, scope, person, email("ann@new.example"))
                    .has_value());
  });
  EXPECT_FALSE(find_attempt(token));
  EXPECT_FALSE(prove(attempt));
  EXPECT_FALSE(finish_it(attempt));
}

TEST_F(AttemptStore, ProvesAFactorOnceOutOfTwoThatBeganAlike) {
  const Attempt attempt = find_attempt(token).value();
  EXPECT_TRUE(prove(attempt));
  EXPECT_FALSE(prove(attempt));
}

TEST_F(AttemptStore, GoesOnUnderANewTokenAfterAProof) {
  const auto renewed = prove(find_attempt(token).value());
  ASSERT_TRUE(renewed);
  EXPECT_NE(*renewed, token);
  EXPECT_FALSE(find_attempt(token));
  ASSERT_TRUE(find_attempt(*renewed));
  EXPECT_EQ(find_attempt(*renewed)->factor, "totp");
}

TEST_F(AttemptStore, IsNotFinishedByWhoDoesNotKnowOfTheProof) {
  const Attempt before = find_attempt(token).value();
  const auto renewed = prove(before);
  EXPECT_FALSE(finish_it(before));
  EXPECT_TRUE(finish_it(find_attempt(*renewed).value()));
}

TEST_F(AttemptStore, EndsAtTheFifthWrongCode) {
  for (int i = 1; i < most_wrong_codes; ++i) type_wrong_code();
  const auto attempt = find_attempt(token);
  ASSERT_TRUE(attempt);
  type_wrong_code();
  EXPECT_FALSE(find_attempt(token));
  EXPECT_FALSE(prove(*attempt));
  EXPECT_FALSE(finish_it(*attempt));
}

TEST_F(AttemptStore, LooksAtNoSixthCodeWhileFiveAreBeingLookedAt) {
  for (int i = 0; i < most_wrong_codes; ++i) EXPECT_TRUE(spend());
  EXPECT_FALSE(spend());
  EXPECT_TRUE(prove(find_attempt(token).value())) << "the fifth may be the right one";
}

TEST_F(AttemptStore, FinishesOnce) {
  const Attempt attempt = find_attempt(token).value();
  EXPECT_TRUE(finish_it(attempt));
  EXPECT_FALSE(finish_it(attempt));
  EXPECT_FALSE(find_attempt(token));
  EXPECT_FALSE(prove(attempt));
}

TEST_F(AttemptStore, IsGoneWhenAbandoned) {
  write([&](db::Write& db) { abandon(db, token, now); });
  EXPECT_FALSE(find_attempt(token));
}

TEST_F(AttemptStore, ForgetsAttemptsADayAfterTheyExpired) {
  write([&](db::Write& db) { sweep(db, now + lifetimes.attempt + std::chrono::days{1}); });
  EXPECT_EQ(count("attempt"), 1);
  write([&](db::Write& db) {
    sweep(db, now + lifetimes.attempt + std::chrono::days{1} + seconds{1});
  });
  EXPECT_EQ(count("attempt"), 0);
}

}  // namespace
}  // namespace sallyport::attempt
