#include "core/pairing/pairing.hpp"

#include <set>

#include "core/core_fixture.hpp"
#include "core/statement/link_code.hpp"

namespace sallyport::pairing {
namespace {

class Pairings : public Core {
 protected:
  Pairing begin(std::int64_t renewal = 0) {
    return write([&](db::Write& db) {
      return pairing::begin(db, deed(), keys.sealer, {.account = person, .session = session},
                            renewal);
    });
  }
  std::string code_of(const Pairing& pairing) {
    return read([&](db::Read& db) {
      return std::string{pairing::code_of(db, keys.sealer, pairing.id).reveal()};
    });
  }
  std::optional<Pairing> of_code(const std::string& code) {
    return read([&](db::Read& db) { return pairing::of_code(db, code, now); });
  }
  Pairing find(const Pairing& pairing) {
    return *read([&](db::Read& db) { return pairing::find(db, pairing.id, now); });
  }
  void mark_scanned(const Pairing& pairing) {
    write([&](db::Write& db) { pairing::mark_scanned(db, pairing.id, now); });
  }
  bool answer(const Pairing& pairing, DeviceId device) {
    return write([&](db::Write& db) { return pairing::answer(db, pairing.id, device, now); });
  }
  bool link(const Pairing& pairing) {
    return write([&](db::Write& db) { return pairing::link(db, pairing.id, now); });
  }
  bool is_awaited(DeviceId device) {
    return read([&](db::Read& db) { return awaits(db, device, now); });
  }

  const AccountId person = account("ann@example.com").id;
  const SessionId session = crypto::fresh_id<SessionId>(random);
  const DeviceId phone = crypto::fresh_id<DeviceId>(random);
};

TEST_F(Pairings, HaveACodeOfSixteenLettersThatAReloadShowsAgain) {
  const Pairing begun = begin();
  const std::string code = code_of(begun);
  EXPECT_EQ(code.size(), statement::link_code_size);
  EXPECT_EQ(code_of(begun), code);
  EXPECT_EQ(of_code(code)->id, begun.id);
  EXPECT_FALSE(of_code(std::string(16, '0')));
  EXPECT_EQ(begun.nonce.size(), 32U);
}

TEST_F(Pairings, KeepTheCodeAsADigestAndSealed) {
  const std::string code = code_of(begin());
  const auto found = read([&](db::Read& db) {
    return db.find_all("SELECT 1 AS one FROM pairing WHERE code_hash = $1 OR code = $1",
                       {db::Bytes{code}});
  });
  EXPECT_TRUE(found.empty());
}

TEST_F(Pairings, CheckByTwoDigitsFromTenToNinetyNine) {
  std::set<std::string> seen;
  for (int i = 0; i < 400; ++i) {
    const std::string number = begin().check_number;
    ASSERT_EQ(number.size(), 2U);
    ASSERT_GE(number, "10");
    seen.insert(number);
  }
  EXPECT_GT(seen.size(), 70U);
}

TEST_F(Pairings, AreOneAtATimeForAnAccount) {
  const Pairing first = begin();
  const Pairing second = begin();
  EXPECT_EQ(find(first).state, State::cancelled);
  EXPECT_EQ(find(second).state, State::waiting);
  EXPECT_FALSE(answer(first, phone)) << "the old code is dead";
}

TEST_F(Pairings, GoFromOneStateToTheNext) {
  const Pairing pairing = begin();
  EXPECT_FALSE(link(pairing)) << "no phone answered";
  mark_scanned(pairing);
  EXPECT_EQ(find(pairing).state, State::scanned);
  EXPECT_TRUE(answer(pairing, phone));
  EXPECT_EQ(find(pairing).state, State::answered);
  EXPECT_TRUE(is_awaited(phone));
  mark_scanned(pairing);
  EXPECT_EQ(find(pairing).state, State::answered) << "looking again takes nothing back";
  EXPECT_TRUE(link(pairing));
  EXPECT_EQ(find(pairing).state, State::linked);
  EXPECT_FALSE(is_awaited(phone));
}

TEST_F(Pairings, AreAnsweredAndLinkedOnce) {
  const Pairing pairing = begin();
  EXPECT_TRUE(answer(pairing, phone));
  EXPECT_FALSE(answer(pairing, crypto::fresh_id<DeviceId>(random)));
  EXPECT_EQ(find(pairing).device, phone);
  EXPECT_TRUE(link(pairing));
  EXPECT_FALSE(link(pairing));
}

TEST_F(Pairings, ExpireInEveryStateAfterFiveMinutes) {
  const Pairing waiting = begin();
  now += lifetime;
  EXPECT_EQ(find(waiting).state, State::expired);
  EXPECT_FALSE(answer(waiting, phone));
  const Pairing answered = begin();
  ASSERT_TRUE(answer(answered, phone));
  now += lifetime;
  EXPECT_EQ(find(answered).state, State::expired);
  EXPECT_FALSE(is_awaited(phone));
  EXPECT_FALSE(link(answered));
}

TEST_F(Pairings, ShowTheNewestOfTheSessionEvenWithinOneSecond) {
  const auto newest = [&] {
    return read([&](db::Read& db) { return newest_of(db, session, now); })->id;
  };
  static_cast<void>(begin(0));
  const Pairing renewed = begin(1);
  EXPECT_EQ(newest(), renewed.id);
  const Pairing anew = begin(0);
  EXPECT_EQ(newest(), anew.id) << "by the button";
}

TEST_F(Pairings, AreForgottenAfterADay) {
  static_cast<void>(begin());
  now += std::chrono::days{1} + lifetime;
  write([&](db::Write& db) { pairing::sweep(db, now); });
  EXPECT_EQ(count("pairing"), 1);
  now += std::chrono::seconds{1};
  write([&](db::Write& db) { pairing::sweep(db, now); });
  EXPECT_EQ(count("pairing"), 0);
}

}  // namespace
}  // namespace sallyport::pairing
