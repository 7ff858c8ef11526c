// What the tests of core share: a database with the whole schema, and people in organisations. For
// tests only.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/account/account.hpp"
#include "core/attempt/attempt.hpp"
#include "core/audit/audit.hpp"
#include "core/contact/access.hpp"
#include "core/keyring/keyring.hpp"
#include "core/organisation/organisation.hpp"
#include "core/outbox/outbox.hpp"
#include "core/policy/policy.hpp"
#include "kit/crypto/random.hpp"
#include "kit/db/migrate.hpp"
#include "kit/db/sqlite.hpp"

namespace sallyport {

class Core : public testing::Test {
 protected:
  Core() : database_(db::temporary_sqlite()) {
    db::migrate(*database_, db::embedded_migrations(), now);
  }

  [[nodiscard]] db::Database& database() { return *database_; }
  template <class F>
  auto read(F&& f) {
    return database_->read(std::forward<F>(f));
  }
  template <class F>
  auto write(F&& f) {
    return database_->write(std::forward<F>(f));
  }

  [[nodiscard]] audit::Deed deed() {
    return {.now = now, .random = random, .address = "192.0.2.1", .request = "r1"};
  }

  static Email email(std::string_view text) { return Email::parse(text).value(); }

  organisation::Scope organisation(const std::string& name) {
    return organisation::Scope::of_operator(
        write([&](db::Write& db) { return organisation::add(db, deed(), name); }).id);
  }

  ContactId contact_without_access(const organisation::Scope& scope, std::string_view address) {
    return write([&](db::Write& db) {
      return contact::add(
                 db, deed(), scope,
                 {.email = email(address), .first_name = "Ann", .last_name = "Bakker", .roles = {}})
          .value();
    });
  }
  ContactId contact(const organisation::Scope& scope, std::string_view address) {
    const ContactId id = contact_without_access(scope, address);
    give_access(scope, id);
    return id;
  }
  void give_access(const organisation::Scope& scope, ContactId id) {
    const bool given = write([&](db::Write& db) {
      return contact::give_access(db, deed(), outbox, scope, id).has_value();
    });
    ASSERT_TRUE(given);
  }
  void withdraw_access(const organisation::Scope& scope, ContactId id) {
    const bool withdrawn = write([&](db::Write& db) {
      return contact::withdraw_access(db, deed(), outbox, scope, id).has_value();
    });
    ASSERT_TRUE(withdrawn);
  }

  account::Account account(std::string_view address) {
    return write([&](db::Write& db) { return account::find_or_add(db, deed(), email(address)); });
  }
  account::Account set_password(std::string_view address) {
    const account::Account before = account(address);
    const bool set = write([&](db::Write& db) {
      return account::set_password(db, before.id, before.password_version, "hash", now);
    });
    EXPECT_TRUE(set);
    return account(address);
  }

  /// The token of an attempt whose password was proved a moment ago.
  std::string begin_attempt(std::string_view address, const std::string& return_to = "") {
    const account::Account person = account(address);
    return write([&](db::Write& db) {
      return std::string{attempt::begin(db, deed(),
                                        {.account = person.id,
                                         .password_version = person.password_version,
                                         .return_to = return_to},
                                        lifetimes)
                             .reveal()};
    });
  }
  std::optional<attempt::Attempt> find_attempt(std::string_view token) {
    return read([&](db::Read& db) { return attempt::find(db, token, now); });
  }

  std::vector<std::string> events() {
    std::vector<std::string> names;
    for (const auto& entry : read([](db::Read& db) { return audit::newest(db, {}, 1000); })) {
      names.push_back(entry.event);
    }
    return names;
  }
  std::int64_t count(std::string_view from) {
    const std::string sql = "SELECT COUNT(*) AS number FROM " + std::string{from};
    return read([&](db::Read& db) { return db.find_one(sql)->integer("number"); });
  }

  template <class Work>
  static void in_threads(int count, Work work) {
    std::vector<std::thread> threads;
    threads.reserve(static_cast<std::size_t>(count));
    for (int thread = 0; thread < count; ++thread) threads.emplace_back(work);
    for (auto& thread : threads) thread.join();
  }

  Time now = at_unix_seconds(1'800'000'000);
  crypto::SystemRandom random;
  policy::Lifetimes lifetimes;
  keyring::Keyring keys = keyring::fresh(random);
  outbox::Outbox outbox{keys.sealer};

 private:
  std::unique_ptr<db::Database> database_;
};

}  // namespace sallyport
