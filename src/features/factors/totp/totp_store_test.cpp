#include "features/factors/totp/totp_store.hpp"

#include <gtest/gtest.h>

#include "core/account/account.hpp"
#include "features/factors/totp/totp_pages.hpp"
#include "tests/testkit/browser.hpp"

namespace sallyport::totp {
namespace {

class TotpStore : public testing::Test {
 protected:
  template <class Work>
  auto read(Work work) {
    return service.database().read(work);
  }
  template <class Work>
  auto write(Work work) {
    return service.database().write(work);
  }
  TotpStore() {
    service.add_person("ann@example.com", "correct horse battery");
    service.add_person("bob@example.com", "correct horse battery");
    ann = account_of("ann@example.com");
    bob = account_of("bob@example.com");
    service.enrol_totp("ann@example.com");
    app = read([&](db::Read& db) { return authenticators(db, ann).front().id; });
  }

  AccountId account_of(const std::string& email) {
    return read([&](db::Read& db) { return account::find(db, *Email::parse(email))->id; });
  }
  const crypto::Sealer& sealer() { return service.service().site().keys.sealer; }
  crypto::Random& random() { return service.service().site().random; }
  /// A session to hang a pending secret on.
  SessionId session() {
    testkit::Browser browser(service);
    testkit::sign_in(browser, "bob@example.com", "correct horse battery");
    return read([&](db::Read& db) {
      return session::all(db, bob, service.settings().lifetimes, service.clock.now()).front().id;
    });
  }

  testkit::Service service;
  AccountId ann = AccountId::of_bytes(std::string(16, 'a'));
  AccountId bob = ann;
  AuthenticatorId app = AuthenticatorId::of_bytes(std::string(16, 'a'));
};

TEST_F(TotpStore, UsesEachStepOnceAndNoOlderOneAfterIt) {
  const Time now = service.clock.now();
  EXPECT_TRUE(write([&](db::Write& db) { return use_step(db, ann, app, 100, now); }));
  EXPECT_FALSE(write([&](db::Write& db) { return use_step(db, ann, app, 100, now); }));
  EXPECT_FALSE(write([&](db::Write& db) { return use_step(db, ann, app, 99, now); }));
  EXPECT_TRUE(write([&](db::Write& db) { return use_step(db, ann, app, 101, now); }));
}

TEST_F(TotpStore, AnothersAppLooksAbsent) {
  EXPECT_FALSE(read([&](db::Read& db) { return find(db, bob, app); }));
  EXPECT_FALSE(
      write([&](db::Write& db) { return use_step(db, bob, app, 100, service.clock.now()); }));
  EXPECT_FALSE(write([&](db::Write& db) { return rename(db, bob, app, "Mine now"); }));
  EXPECT_FALSE(write([&](db::Write& db) { return remove(db, bob, app); }));
  EXPECT_TRUE(read([&](db::Read& db) { return find(db, ann, app); }));
}

TEST_F(TotpStore, ASecretThatWasMovedToAnotherRowDoesNotOpen) {
  service.enrol_totp("bob@example.com");
  write([&](db::Write& db) {
    db.change(
        "UPDATE authenticator SET secret = (SELECT secret FROM authenticator WHERE id = $1)"
        " WHERE account_id = $2",
        {app, bob});
  });
  EXPECT_THROW(read([&](db::Read& db) { return keys(db, sealer(), bob).size(); }), Bug);
}

TEST_F(TotpStore, KeepsThePendingSecretUntilItExpires) {
  const SessionId id = session();
  const Time now = service.clock.now();
  const auto shown = [&](Time at) {
    return std::string{write([&](db::Write& db) {
                         return pending_or_new(db, sealer(), random(), id, at,
                                               at + std::chrono::minutes{10});
                       }).reveal()};
  };
  const std::string first = shown(now);
  EXPECT_EQ(first.size(), secret_size);
  EXPECT_EQ(shown(now + std::chrono::minutes{9}), first);
  EXPECT_NE(shown(now + std::chrono::minutes{10}), first);
}

TEST_F(TotpStore, TakesThePendingSecretOnceAndNotAfterItsTime) {
  const SessionId id = session();
  const Time now = service.clock.now();
  const Time end = now + std::chrono::minutes{10};
  write([&](db::Write& db) { return pending_or_new(db, sealer(), random(), id, now, end).size(); });
  EXPECT_FALSE(write([&](db::Write& db) { return take_pending(db, id, end); }));
  EXPECT_TRUE(write([&](db::Write& db) { return take_pending(db, id, now); }));
  EXPECT_FALSE(write([&](db::Write& db) { return take_pending(db, id, now); }));
}

TEST(AppName, IsTrimmedAndRefusedWhenEmptyTooLongOrUnprintable) {
  EXPECT_EQ(app_name("  Pixel 8 "), "Pixel 8");
  EXPECT_EQ(app_name("Böb’s téléphone"), "Böb’s téléphone");
  EXPECT_FALSE(app_name("   "));
  EXPECT_FALSE(app_name("a\nb"));
  EXPECT_TRUE(app_name(std::string(60, 'x')));
  EXPECT_FALSE(app_name(std::string(61, 'x')));
}

TEST(AppName, GetsANumberWhenItIsTaken) {
  EXPECT_EQ(free_name({}, "App"), "App");
  EXPECT_EQ(free_name({"App"}, "App"), "App 2");
  EXPECT_EQ(free_name({"App", "App 2"}, "App"), "App 3");
}

}  // namespace
}  // namespace sallyport::totp
