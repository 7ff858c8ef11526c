#include <gtest/gtest.h>

#include <atomic>

#include "core/core_fixture.hpp"
#include "core/link/link.hpp"

namespace sallyport::link {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view here = "the key of this browser";
constexpr std::string_view there = "the key of another";

class LinkStore : public Core {
 protected:
  LinkStore() : ann(person("ann@kroon.example")), token(make_link(ann)) {}

  account::Account person(std::string_view address) {
    const organisation::Scope scope = organisation("Kroon");
    const ContactId id = contact_without_access(scope, address);
    write([&](db::Write& db) { db.change("UPDATE contact SET access = 1 WHERE id = $1", {id}); });
    return account(address);
  }
  Secret make_link(const account::Account& of, Purpose purpose = Purpose::set_password) {
    return write(
        [&](db::Write& db) { return make(db, deed(), purpose, of.id, of.password_version); });
  }
  std::optional<Link> find_link(const Secret& of, Purpose purpose = Purpose::set_password) {
    return read([&](db::Read& db) { return find(db, purpose, of.reveal(), now); });
  }
  LinkId opened(const Secret& of, std::string_view key = here,
                Purpose purpose = Purpose::set_password) {
    const Link link = find_link(of, purpose).value();
    EXPECT_TRUE(write([&](db::Write& db) { return open(db, link, key, now); }));
    return link.id;
  }
  std::optional<Link> find_in(LinkId id, std::string_view key = here) {
    return read([&](db::Read& db) { return find_opened(db, id, key, now); });
  }
  bool prove(LinkId id, std::string_view key, std::string_view new_key) {
    return write([&](db::Write& db) { return prove_factor(db, id, key, new_key, "totp", now); });
  }
  bool spend(LinkId id) {
    return write([&](db::Write& db) { return spend_code(db, id, now); });
  }
  void type_wrong_code(LinkId id) {
    EXPECT_TRUE(spend(id));
    write([&](db::Write& db) { refuse_code(db, id, now); });
  }
  bool use_link(LinkId id, std::string_view key = here, bool has_factor = false) {
    return write([&](db::Write& db) { return use(db, id, key, has_factor, now); });
  }

  account::Account ann;
  Secret token;
};

TEST_F(LinkStore, WorksOnceAndLookingDoesNotUseItUp) {
  const LinkId id = opened(token);
  EXPECT_EQ(find_link(token)->account, ann.id);
  EXPECT_TRUE(find_link(token));
  EXPECT_TRUE(use_link(id));
  EXPECT_FALSE(use_link(id));
  EXPECT_FALSE(find_link(token));
  EXPECT_FALSE(find_in(id));
}

TEST_F(LinkStore, IsUsedByTheBrowserThatOpenedItAndByNoOther) {
  const LinkId id = opened(token);
  EXPECT_TRUE(find_in(id, here));
  EXPECT_FALSE(find_in(id, there));
  EXPECT_FALSE(use_link(id, there));
  EXPECT_TRUE(use_link(id, here));
}

TEST_F(LinkStore, IsUsedByNobodyBeforeItWasOpened) {
  EXPECT_FALSE(use_link(find_link(token)->id, ""));
}

TEST_F(LinkStore, PassesToTheBrowserThatOpenedItLast) {
  const LinkId id = opened(token, there);
  EXPECT_TRUE(prove(id, there, "there, proved"));
  opened(token, here);
  EXPECT_FALSE(find_in(id, "there, proved"));
  EXPECT_FALSE(find_in(id, here)->factor) << "what the other proved does not count here";
}

TEST_F(LinkStore, WaitsForTheFactorOfAnAccountThatHasOne) {
  const LinkId id = opened(token);
  EXPECT_FALSE(use_link(id, here, /*has_factor=*/true));
  EXPECT_TRUE(prove(id, here, "here, proved"));
  EXPECT_FALSE(prove(id, here, "again")) << "the key before it no longer counts";
  EXPECT_FALSE(prove(id, "here, proved", "again")) << "it is proved once";
  EXPECT_FALSE(use_link(id, here, true));
  EXPECT_TRUE(use_link(id, "here, proved", true));
}

TEST_F(LinkStore, StopsWorkingAfterFiveWrongCodes) {
  const LinkId id = opened(token);
  for (int wrong = 0; wrong < 4; ++wrong) type_wrong_code(id);
  EXPECT_TRUE(find_in(id));
  type_wrong_code(id);
  EXPECT_FALSE(find_in(id));
  EXPECT_FALSE(find_link(token)) << "opening it again does not help";
}

TEST_F(LinkStore, LooksAtNoSixthCodeWhileFiveAreBeingLookedAt) {
  const LinkId id = opened(token);
  for (int spent = 0; spent < 5; ++spent) EXPECT_TRUE(spend(id));
  EXPECT_FALSE(spend(id));
  EXPECT_TRUE(prove(id, here, "here, proved")) << "the fifth may be the right one";
  EXPECT_TRUE(spend(id)) << "and a right one does not count";
}

TEST_F(LinkStore, StopsWorkingWhenItsTimeIsOver) {
  now += invitation_lifetime - seconds{1};
  const LinkId id = opened(token);
  EXPECT_TRUE(find_link(token));
  now += seconds{1};
  EXPECT_FALSE(find_link(token));
  EXPECT_FALSE(find_in(id));
  EXPECT_FALSE(use_link(id));
}

TEST_F(LinkStore, OfAResetWorksForHalfAnHourAndTenMinutesOnceOpened) {
  const Secret reset = make_link(ann, Purpose::reset_password);
  const LinkId id = opened(reset, here, Purpose::reset_password);
  now += minutes{10} - seconds{1};
  EXPECT_TRUE(find_in(id));
  now += seconds{1};
  EXPECT_FALSE(find_in(id));
  EXPECT_FALSE(use_link(id));
  now += minutes{20} - seconds{1};
  EXPECT_TRUE(find_link(reset, Purpose::reset_password)) << "it can be opened again";
  now += seconds{1};
  EXPECT_FALSE(find_link(reset, Purpose::reset_password));
}

TEST_F(LinkStore, IsVoidedByANewerOneOfTheSameAccountWhateverForPurpose) {
  const LinkId id = opened(token);
  const Secret bobs = make_link(person("bob@kroon.example"));
  EXPECT_TRUE(find_link(token)) << "another's link changes nothing";
  const Secret newer = make_link(ann, Purpose::reset_password);
  EXPECT_FALSE(find_link(token));
  EXPECT_FALSE(use_link(id));
  EXPECT_TRUE(find_link(newer, Purpose::reset_password));
  EXPECT_TRUE(find_link(bobs));
}

TEST_F(LinkStore, IsVoidedByANewPassword) {
  const LinkId id = opened(token);
  set_password("ann@kroon.example");
  EXPECT_FALSE(find_link(token));
  EXPECT_FALSE(find_in(id));
  EXPECT_FALSE(use_link(id));
}

TEST_F(LinkStore, IsVoidWhileNoOrganisationGivesTheAddressAccess) {
  const LinkId id = opened(token);
  const auto set_access = [&](int access) {
    write([&](db::Write& db) { db.change("UPDATE contact SET access = $1", {access}); });
  };
  set_access(0);
  EXPECT_FALSE(find_link(token));
  EXPECT_FALSE(use_link(id));
  set_access(1);
  EXPECT_TRUE(use_link(id));
}

TEST_F(LinkStore, TellsWhoseItWasEvenWhenItNoLongerWorks) {
  const auto even_outdated = [&](std::string_view text) {
    return read([&](db::Read& db) { return find_even_outdated(db, Purpose::set_password, text); });
  };
  now += invitation_lifetime;
  const auto id = even_outdated(token.reveal());
  ASSERT_TRUE(id);
  EXPECT_EQ(read([&](db::Read& db) { return owner_of(db, *id); }), ann.id);
  EXPECT_FALSE(even_outdated("no token of ours"));
}

TEST_F(LinkStore, IsUsedOnceHoweverManyTryTogether) {
  const LinkId id = opened(token);
  std::atomic<int> won{0};
  in_threads(16, [&] {
    if (use_link(id)) ++won;
  });
  EXPECT_EQ(won, 1);
}

TEST_F(LinkStore, StandsInTheDatabaseAsADigestOnly) {
  EXPECT_EQ(token.size(), 43U);  // 256 bits
  opened(token);
  const auto stored =
      read([](db::Read& db) { return db.find_one("SELECT token_hash, opened_by FROM link"); });
  EXPECT_EQ(stored->bytes("token_hash").size(), 32U);
  EXPECT_EQ(stored->bytes("token_hash").find(token.reveal()), std::string::npos);
  EXPECT_EQ(stored->bytes("opened_by").find(here), std::string::npos);
  EXPECT_FALSE(find_link(Secret{stored->bytes("token_hash")}));
}

TEST_F(LinkStore, ServesTheOnePurposeItWasMadeFor) {
  EXPECT_FALSE(find_link(token, Purpose::reset_password));
}

TEST_F(LinkStore, IsForgottenAMonthAfterItEnded) {
  const Time month_later = now + invitation_lifetime + std::chrono::days{30};
  write([&](db::Write& db) { sweep(db, month_later); });
  EXPECT_EQ(count("link"), 1);
  write([&](db::Write& db) { sweep(db, month_later + seconds{1}); });
  EXPECT_EQ(count("link"), 0);
}

}  // namespace
}  // namespace sallyport::link
