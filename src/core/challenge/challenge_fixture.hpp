// What the tests of challenges share: an account, two tabs that ask, and a phone that answers.
#pragma once

#include <string>

#include "core/challenge/care.hpp"
#include "core/challenge/challenge.hpp"
#include "core/core_fixture.hpp"

namespace sallyport::challenge {

class Challenges : public Core {
 protected:
  /// Begins one; that it can is part of the test.
  Challenge begin(const Asker& asker = std::string(16, '1'),
                  std::optional<BrowserId> browser = std::nullopt) {
    return begin_or_not(asker, browser).value();
  }
  std::optional<NotBegun> why_not(const Asker& asker = std::string(16, '1'),
                                  std::optional<BrowserId> browser = std::nullopt) {
    const auto begun = begin_or_not(asker, browser);
    return begun ? std::nullopt : std::optional{begun.error()};
  }
  Result<Challenge, NotBegun> begin_or_not(const Asker& asker, std::optional<BrowserId> browser) {
    return write([&](db::Write& db) {
      return challenge::begin(db, deed(),
                              {.account = person,
                               .asker = asker,
                               .browser = browser,
                               .policy = policy,
                               .context = "{\"v\":1}",
                               .address = "192.0.2.1"});
    });
  }
  Challenge find(const Challenge& asked) {
    return *read([&](db::Read& db) { return challenge::find(db, asked.id, now); });
  }
  bool answer(const Challenge& asked, State state) {
    return write([&](db::Write& db) { return challenge::answer(db, asked, state, phone, now); });
  }
  bool use(const Challenge& asked, const Asker& by) {
    return write([&](db::Write& db) { return challenge::use(db, asked.id, by, now); });
  }
  bool report(const Challenge& asked) {
    return write([&](db::Write& db) { return challenge::report(db, asked, now); });
  }
  void withdraw(const Asker& by, Withdrawn why) {
    write([&](db::Write& db) { challenge::withdraw(db, by, why, now); });
  }
  bool ring(const Challenge& asked) {
    return write([&](db::Write& db) { return push_again(db, asked.id, now); });
  }
  void sweep() {
    write([&](db::Write& db) { challenge::sweep(db, now); });
  }
  Care care() {
    return read([&](db::Read& db) { return care_of(db, person); });
  }
  template <class Note, class... More>
  void note(Note noted, More... more) {
    write([&](db::Write& db) { noted(db, person, more...); });
  }
  /// Nobody answers it.
  void let_expire(const Challenge& asked) { now = asked.expires_at; }

  const AccountId person = account("ann@example.com").id;
  const DeviceId phone = crypto::fresh_id<DeviceId>(random);
  const Asker tab_one = std::string(16, '1');
  const Asker tab_two = std::string(16, '2');
  Policy policy = Policy::adaptive;
};

}  // namespace sallyport::challenge
