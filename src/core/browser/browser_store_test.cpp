#include "core/browser/browser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/core_fixture.hpp"

namespace sallyport::browser {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using testing::ElementsAre;

class BrowserStore : public Core {
 protected:
  Remembered remember_with(std::optional<std::string_view> token, AccountId id,
                           seconds lasts = lifetime) {
    return write([&](db::Write& db) {
      return remember(db, deed(), id, token, {.user_agent = "Firefox", .address = "192.0.2.1"},
                      lasts);
    });
  }
  std::optional<BrowserId> known(const Secret& token, AccountId id) {
    const auto found = read([&](db::Read& db) { return find(db, token.reveal(), id, now); });
    return found ? std::optional{found->id} : std::nullopt;
  }
  std::vector<BrowserId> ids(AccountId id) {
    std::vector<BrowserId> found;
    for (const auto& browser : read([&](db::Read& db) { return all(db, id, now); })) {
      found.push_back(browser.id);
    }
    return found;
  }

  AccountId ann = account("ann@kroon.example").id;
  AccountId bob = account("bob@kroon.example").id;
};

TEST_F(BrowserStore, KnowsABrowserForItsAccountAlone) {
  const auto remembered = remember_with(std::nullopt, ann);
  EXPECT_EQ(known(remembered.token, ann), remembered.id);
  EXPECT_FALSE(known(remembered.token, bob));
  EXPECT_FALSE(known(Secret{"guessed"}, ann));
  EXPECT_THAT(events(), ElementsAre("browser_remembered"));
}

TEST_F(BrowserStore, ServesSeveralAccountsWithOneCookieThatChangesForAllOfThem) {
  const auto of_ann = remember_with(std::nullopt, ann);
  const auto of_bob = remember_with(of_ann.token.reveal(), bob);
  EXPECT_EQ(known(of_bob.token, ann), of_ann.id);
  EXPECT_EQ(known(of_bob.token, bob), of_bob.id);
  const auto again = remember_with(of_bob.token.reveal(), ann);
  EXPECT_EQ(again.id, of_ann.id);
  EXPECT_EQ(known(again.token, bob), of_bob.id);
  EXPECT_THAT(events(), ElementsAre("browser_remembered", "browser_remembered"));
}

// The answer with the new cookie may get lost, more than once.
TEST_F(BrowserStore, TakesTheCookieBeforeUntilTheNewOneWasUsed) {
  const auto first = remember_with(std::nullopt, ann);
  const auto lost = remember_with(first.token.reveal(), ann);
  now += seconds{60};
  const auto second = remember_with(first.token.reveal(), ann);
  EXPECT_EQ(second.id, first.id);
  EXPECT_FALSE(known(lost.token, ann));
  const auto third = remember_with(second.token.reveal(), ann);
  EXPECT_EQ(third.id, first.id);
  EXPECT_FALSE(known(first.token, ann)) << "the new one was used";
  EXPECT_EQ(known(second.token, ann), first.id);
}

TEST_F(BrowserStore, ForgetsABrowserNinetyDaysAfterItsLastUse) {
  const auto remembered = remember_with(std::nullopt, ann);
  now += days{89};
  const auto renewed = remember_with(remembered.token.reveal(), ann);
  now += days{90} - seconds{1};
  EXPECT_TRUE(known(renewed.token, ann));
  write([&](db::Write& db) { sweep(db, now); });
  EXPECT_EQ(count("browser"), 1);
  now += seconds{1};
  EXPECT_FALSE(known(renewed.token, ann));
  EXPECT_THAT(ids(ann), ElementsAre());
  write([&](db::Write& db) { sweep(db, now); });
  EXPECT_EQ(count("browser"), 0);
}

TEST_F(BrowserStore, KnowsABrowserThatSignedInTwiceAtOnceWhicheverAnswerCameLast) {
  const auto first = remember_with(std::nullopt, ann);
  const auto one = remember_with(first.token.reveal(), ann);
  const auto other = remember_with(first.token.reveal(), ann);
  const auto of_bob = remember_with(first.token.reveal(), bob);
  for (const auto* answer : {&one, &other, &of_bob}) {
    EXPECT_EQ(known(answer->token, ann), first.id);
    EXPECT_EQ(known(answer->token, bob), of_bob.id);
  }
  now += seconds{60};
  const auto later = remember_with(other.token.reveal(), ann);
  EXPECT_EQ(later.id, first.id);
  EXPECT_FALSE(known(one.token, ann)) << "it goes on under a new one as ever";
}

// As a new password does, which is no sign-in.
TEST_F(BrowserStore, IsNotKnownForShorterByBeingRememberedForAMoment) {
  const auto remembered = remember_with(std::nullopt, ann);
  const Time signed_in_at = now;
  now += days{10};
  const auto again = remember_with(remembered.token.reveal(), ann, seconds{1800});
  const auto browsers = read([&](db::Read& db) { return all(db, ann, now); });
  ASSERT_EQ(browsers.size(), 1U);
  EXPECT_EQ(browsers.front().last_used_at, signed_in_at);
  now = signed_in_at + days{90} - seconds{1};
  EXPECT_TRUE(known(again.token, ann));

  const auto brief = remember_with(std::nullopt, bob, seconds{1800});
  const auto longer = remember_with(brief.token.reveal(), bob);
  now += days{1};
  EXPECT_TRUE(known(longer.token, bob)) << "the sign-in afterwards counts";
}

TEST_F(BrowserStore, ForgetsAtOnceAndOnlyItsOwn) {
  const auto of_ann = remember_with(std::nullopt, ann);
  const auto other = remember_with(std::nullopt, ann);
  const auto of_bob = remember_with(of_ann.token.reveal(), bob);
  const auto forget_as = [&](AccountId id, BrowserId which) {
    return write([&](db::Write& db) { return forget(db, deed(), id, which, "by its owner"); });
  };
  EXPECT_FALSE(forget_as(bob, of_ann.id));
  EXPECT_TRUE(forget_as(ann, of_ann.id));
  EXPECT_FALSE(forget_as(ann, of_ann.id));
  EXPECT_FALSE(known(of_bob.token, ann));
  EXPECT_TRUE(known(of_bob.token, bob)) << "the other account on this computer keeps it";
  write([&](db::Write& db) { forget_others(db, deed(), ann, std::nullopt, "by its owner"); });
  EXPECT_FALSE(known(other.token, ann));
}

TEST_F(BrowserStore, KeepsTheTwentyThatWereUsedLast) {
  const auto oldest = remember_with(std::nullopt, ann);
  now += seconds{1};
  const auto next = remember_with(std::nullopt, ann);
  for (int i = 2; i <= most_browsers; ++i) {
    now += seconds{1};
    static_cast<void>(remember_with(std::nullopt, ann));
  }
  EXPECT_EQ(ids(ann).size(), static_cast<std::size_t>(most_browsers));
  EXPECT_FALSE(known(oldest.token, ann));
  EXPECT_TRUE(known(next.token, ann));
}

TEST_F(BrowserStore, KeepsNoCookieThatCouldBeUsed) {
  const auto remembered = remember_with(std::nullopt, ann);
  EXPECT_EQ(remembered.token.size(), 43U) << "256 bits in base64url";
  const auto row =
      read([](db::Read& db) { return *db.find_one("SELECT token_hash FROM browser"); });
  EXPECT_EQ(row.bytes("token_hash").size(), 32U);
  EXPECT_NE(row.bytes("token_hash"), remembered.token.reveal());
}

}  // namespace
}  // namespace sallyport::browser
