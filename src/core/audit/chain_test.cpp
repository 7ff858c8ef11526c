#include "core/audit/chain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "core/audit/chain_fixture.hpp"
#include "kit/crypto/digest.hpp"
#include "kit/crypto/signature.hpp"

namespace sallyport::audit {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TEST(Canonical, IsOneNetstringAField) {
  EXPECT_EQ(canonical({"", "a", "4:x,"}), "0:,1:a,4:4:x,,");
  EXPECT_NE(canonical({"ab", "c"}), canonical({"a", "bc"}));
}

TEST(Canonical, EntryHashIsTheDocumentedDigest) {
  const Recorded event{.id = std::string(16, '\0'),
                       .position = 7,
                       .at = 1'800'000'000,
                       .event = "signed_in",
                       .actor = "visitor",
                       .detail = "password alone",
                       .request = "r1"};
  EXPECT_EQ(entry_hash(std::string(32, '\0'), 1, event),
            crypto::sha256("sallyport audit entry 1\n64:" + std::string(64, '0') +
                           ",1:1,26:00000000000000000000000000,1:7,10:1800000000,9:signed_in,"
                           "7:visitor,0:,0:,0:,14:password alone,2:r1,0:,"));
}

// What stood in the field before was one word. The form is the same, so old logs verify as before.
TEST(Canonical, CoversWhichAdministratorActed) {
  const Recorded event{.id = std::string(16, '\0'),
                       .position = 7,
                       .at = 1'800'000'000,
                       .event = "roles_changed",
                       .actor = "administrator 00000000000000000000000001",
                       .detail = "+finance",
                       .request = "r1"};
  EXPECT_EQ(entry_hash(std::string(32, '\0'), 1, event),
            crypto::sha256("sallyport audit entry 1\n64:" + std::string(64, '0') +
                           ",1:1,26:00000000000000000000000000,1:7,10:1800000000,13:roles_changed,"
                           "40:administrator 00000000000000000000000001,0:,0:,0:,8:+finance,2:r1,"
                           "0:,"));
}

using Chain = ChainTest;

TEST_F(Chain, TellsThatAnotherAdministratorWasPutIn) {
  const ContactId ann = crypto::fresh_id<ContactId>(random);
  const ContactId eve = crypto::fresh_id<ContactId>(random);
  write([&](db::Write& db) {
    record(db, {.now = now, .random = random, .actor = Actor::administrator, .by = ann.text()},
           Event::access_given);
  });
  seal();
  sign();
  expect_whole();
  write([&](db::Write& db) {
    db.change("DROP TRIGGER audit_event_unchanged");
    db.change("UPDATE audit_event SET actor = $1", {"administrator " + eve.text()});
  });
  EXPECT_NE(first_problem(), "");
}

TEST_F(Chain, TakesInWhatWasRecordedInOrder) {
  record_some(3);
  seal();
  record_some(2);
  EXPECT_EQ(count("audit_seal"), 3);
  seal();
  EXPECT_EQ(count("audit_seal"), 5);
  EXPECT_EQ(read(end_of_chain).sequence, 5);
  EXPECT_EQ(count("audit_seal s JOIN audit_event e ON e.id = s.event_id"
                  " WHERE s.sequence = e.position"),
            5);
}

TEST_F(Chain, IsLengthenedByOneOfTwoWhoWouldAtTheSameTime) {
  record_some(2);
  const End end = read(end_of_chain);
  const auto seals = seals_of(end, read([&](db::Read& db) { return unsealed(db, end, 10); }));
  EXPECT_TRUE(write([&](db::Write& db) { return append(db, end, seals); }));
  EXPECT_FALSE(write([&](db::Write& db) { return append(db, end, seals); }));
  EXPECT_EQ(count("audit_seal"), 2);
}

TEST_F(Chain, IsSignedEachMinuteOrThousandEntriesWhenThereIsSomethingNew) {
  const auto due = [&] { return read([&](db::Read& db) { return checkpoint_due(db, now); }); };
  const auto sign = [&] {
    return write([&](db::Write& db) { return add_checkpoint(db, keys.audit_key, now); });
  };
  EXPECT_FALSE(due()) << "nothing was recorded";
  record_some(1);
  seal();
  EXPECT_TRUE(due());
  const auto first = sign();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->number, 1);
  EXPECT_EQ(first->sequence, 1);
  EXPECT_TRUE(crypto::is_signed(signed_text(*first), first->signature,
                                crypto::public_key_of(keys.audit_key)));
  EXPECT_FALSE(sign()) << "nothing new";
  record_some(1);
  seal();
  EXPECT_FALSE(due()) << "not a minute ago";
  now += std::chrono::seconds{59};
  EXPECT_FALSE(due());
  now += std::chrono::seconds{1};
  EXPECT_TRUE(due());
  EXPECT_EQ(sign()->number, 2);
  record_some(1000);
  seal();
  EXPECT_TRUE(due()) << "a thousand entries";
  sign();
  record_some(1);
  seal();
  now -= std::chrono::hours{1};
  EXPECT_TRUE(due()) << "a clock that was set back puts nothing off";
}

TEST_F(Chain, LetsTheDatabaseRefuseChanges) {
  record_some(2);
  seal();
  sign();
  for (const char* sql :
       {"UPDATE audit_event SET detail = 'x'", "DELETE FROM audit_event WHERE position = 1",
        "UPDATE audit_seal SET hash = x'00'", "DELETE FROM audit_seal",
        "UPDATE audit_checkpoint SET at = 0", "DELETE FROM audit_checkpoint",
        "INSERT OR REPLACE INTO audit_seal (sequence, event_id, hash) VALUES (1, x'00', x'00')"}) {
    EXPECT_THROW(write([&](db::Write& db) { db.change(sql); }), Bug) << sql;
  }
  expect_whole();
}

TEST_F(Chain, KeepsWhoItWasApartAndForgetsIt) {
  const AccountId ann = crypto::fresh_id<AccountId>(random);
  write([&](db::Write& db) {
    record(db, deed(), Event::signed_in, {.account = ann, .words = "ann@example.com"});
  });
  record_some(1);
  seal();
  sign();
  EXPECT_EQ(count("audit_event WHERE detail LIKE '%ann%'"), 0);
  EXPECT_EQ(read([](db::Read& db) { return newest(db, {}, 5); }).front().words, "ann@example.com");

  EXPECT_EQ(write([&](db::Write& db) { return forget_person(db, deed(), ann); }), 1);
  seal();
  EXPECT_EQ(count("audit_personal"), 2) << "the others stay";
  const Verdict verdict = verified();
  EXPECT_EQ(verdict.forgotten, 1);
  EXPECT_THAT(verdict.problems, IsEmpty());
  EXPECT_EQ(read([](db::Read& db) { return newest(db, {}, 5); }).front().words, "");
}

TEST_F(Chain, ForgetsWhoItWasAfterItsTimeAndNotUnrecordedBefore) {
  record_some(2);
  seal();
  sign();
  now += personal_values_kept - std::chrono::seconds{1};
  EXPECT_EQ(
      write([&](db::Write& db) { return forget_persons(db, now - personal_values_kept, 10); }), 0);
  now += std::chrono::seconds{2};
  EXPECT_EQ(
      write([&](db::Write& db) { return forget_persons(db, now - personal_values_kept, 10); }), 2);
  EXPECT_EQ(verified().forgotten, 2);
  expect_whole();

  record_some(1);
  seal();
  write([&](db::Write& db) { db.change("DELETE FROM audit_personal"); });
  EXPECT_THAT(first_problem(), HasSubstr("removed without a record"));
}

TEST_F(Chain, StaysWholeWhenItsBeginningIsRemovedInItsTime) {
  record_some(10);
  seal();
  sign();
  now += std::chrono::days{10};
  record_some(5);
  seal();
  sign();
  const auto truncate_at = [&](Time before, std::int64_t most) {
    return write([&](db::Write& db) { return truncate(db, keys.audit_key, before, now, most); });
  };
  EXPECT_EQ(truncate_at(now - std::chrono::days{11}, 100), 0) << "nothing is old enough";
  EXPECT_EQ(truncate_at(now - std::chrono::days{1}, 4), 4);
  expect_whole();
  EXPECT_EQ(verified().first, 5);
  EXPECT_EQ(truncate_at(now - std::chrono::days{1}, 100), 6);
  EXPECT_EQ(truncate_at(now - std::chrono::days{1}, 100), 0);
  expect_whole();
  EXPECT_EQ(count("audit_event"), 5);
  EXPECT_EQ(count("audit_checkpoint"), 1);
  EXPECT_EQ(count("audit_truncation"), 1);
  EXPECT_EQ(truncate_at(now + std::chrono::days{1}, 100), 5);
  EXPECT_EQ(verified().last, 0);
  record_some(1);
  seal();
  sign();
  expect_whole();
  EXPECT_EQ(verified().first, 16) << "numbers go on";
}

TEST_F(Chain, BeginsWithWhatAnEarlierProgramRecorded) {
  write([&](db::Write& db) {
    db.change(
        "INSERT INTO audit_event (id, position, at, event, actor, detail, request)"
        " VALUES (x'000102030405060708090a0b0c0d0e0f', 1, 1700000000, 'signed_in', 'visitor', '',"
        " '')");
    db.change(
        "INSERT INTO audit_personal (event_id, at, salt, address, words)"
        " VALUES (x'000102030405060708090a0b0c0d0e0f', 1700000000, NULL, '192.0.2.7', '')");
  });
  record_some(1);
  seal();
  sign();
  expect_whole();
  EXPECT_EQ(read([](db::Read& db) { return newest(db, {}, 5); }).front().address, "192.0.2.7");
  EXPECT_EQ(verified().last, 2);
}

}  // namespace
}  // namespace sallyport::audit
