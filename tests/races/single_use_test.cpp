// What counts once counts once, however many present it at the same moment: a verification code, a
// recovery code, a link from a letter, "This was not me", the end of an attempt, a mailed code.
//
// Each race is run on what decides it, for many rounds, and once more through whole requests. The
// last tests show that the race is one: asking first and writing afterwards accepts twice here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "core/account/account.hpp"
#include "core/attempt/attempt.hpp"
#include "core/link/link.hpp"
#include "core/objection/objection.hpp"
#include "core/session/session.hpp"
#include "features/account_security/mailed_code.hpp"
#include "features/factors/recovery_code/recovery_code.hpp"
#include "features/factors/recovery_code/recovery_code_store.hpp"
#include "kit/text/text.hpp"
#include "site/factor.hpp"
#include "tests/races/crowd.hpp"
#include "tests/testkit/activation.hpp"
#include "tests/testkit/browser.hpp"

namespace sallyport::races {
namespace {

using testkit::Authenticator;
using testkit::Browser;

constexpr const char* email = "ann@example.com";
constexpr const char* password = "seven quiet herons wade";

class SingleUse : public testing::Test {
 protected:
  SingleUse() { service.add_person(email, password); }

  account::Account ann() {
    return *service.database().read(
        [](db::Read& db) { return account::find(db, *Email::parse(email)); });
  }

  template <class F>
  auto write(F&& f) {
    return service.database().write(std::forward<F>(f));
  }

  /// Everybody looks at the same answer, and then all try to count it.
  int accepted_by_factor(const char* name, const std::string& code) {
    const AccountId account = ann().id;
    site::Factor* factor = service.service().site().factor(name);
    return accepted_of_all_at_once([&](int) {
      const auto form = http::Form::parse("code=" + code);
      const auto deed = service.deed();
      const auto checked =
          factor->check({.account = account, .asker = {}, .form = *form}, deed, factor->room());
      return checked.right && write([&](db::Write& db) { return checked.use(db, deed); });
    });
  }

  /// A person of their own for a round: the many who lose it use up their tries.
  std::string somebody(int round) {
    const std::string address = "person" + std::to_string(round) + "@example.com";
    service.add_person(address, password);
    return address;
  }

  int count(const std::string& event) {
    const auto events = service.audit();
    return static_cast<int>(std::count(events.begin(), events.end(), event));
  }

  testkit::Service service;
};

using A7 = SingleUse;

TEST_F(A7, AcceptAVerificationCodeOnceOnManyThreads) {
  const Authenticator app = service.enrol_totp(email);
  for (int round = 0; round < rounds(100, 10'000); ++round) {
    service.clock.advance(std::chrono::seconds{30});
    ASSERT_EQ(accepted_by_factor("totp", app.code_now()), 1) << "round " << round;
  }
}

TEST_F(A7, AcceptARecoveryCodeOnceOnManyThreads) {
  const AccountId account = ann().id;
  for (int round = 0; round < rounds(100, 10'000); ++round) {
    const std::string hash = "hash of round " + std::to_string(round);
    write([&](db::Write& db) {
      recovery_code::replace(db, account, {{.lookup = "9n", .hash = hash}}, service.clock.now());
    });
    const int accepted = accepted_of_all_at_once([&](int) {
      return write([&](db::Write& db) {
        return recovery_code::use(db, account, "9n", hash, service.clock.now());
      });
    });
    ASSERT_EQ(accepted, 1) << "round " << round;
  }
}

TEST_F(A7, AcceptALinkFromALetterOnceOnManyThreads) {
  using link::Purpose;
  const account::Account person = ann();
  for (int round = 0; round < rounds(100, 10'000); ++round) {
    const auto token = write([&](db::Write& db) {
      return link::make(db, service.deed(), Purpose::set_password, person.id,
                        person.password_version);
    });
    const auto opened = write([&](db::Write& db) {
      const auto found = link::find(db, Purpose::set_password, token.reveal(), service.clock.now());
      check(found && link::open(db, *found, "browser", service.clock.now()),
            "a link can be opened");
      return found->id;
    });
    const int accepted = accepted_of_all_at_once([&](int) {
      return write([&](db::Write& db) {
        return link::use(db, opened, "browser", /*has_factor=*/false, service.clock.now());
      });
    });
    ASSERT_EQ(accepted, 1) << "round " << round;
  }
}

TEST_F(A7, CountThisWasNotMeOnceOnManyThreads) {
  const AccountId account = ann().id;
  for (int round = 0; round < rounds(100, 10'000); ++round) {
    const auto token = write(
        [&](db::Write& db) { return objection::make(db, service.deed(), {.account = account}); });
    const int accepted = accepted_of_all_at_once([&](int) {
      const auto found = service.database().read(
          [&](db::Read& db) { return objection::find(db, token.reveal(), service.clock.now()); });
      return found && write([&](db::Write& db) {
               return objection::use(db, found->id, service.clock.now());
             });
    });
    ASSERT_EQ(accepted, 1) << "round " << round;
  }
}

TEST_F(A7, FinishAnAttemptOnceOnManyThreads) {
  const account::Account person = ann();
  for (int round = 0; round < rounds(100, 10'000); ++round) {
    const auto token = write([&](db::Write& db) {
      return attempt::begin(db, service.deed(),
                            {.account = person.id, .password_version = person.password_version},
                            service.settings().lifetimes);
    });
    const int accepted = accepted_of_all_at_once([&](int) {
      const auto found = service.database().read(
          [&](db::Read& db) { return attempt::find(db, token.reveal(), service.clock.now()); });
      return found &&
             write([&](db::Write& db) { return attempt::finish(db, *found, service.clock.now()); });
    });
    ASSERT_EQ(accepted, 1) << "round " << round;
  }
}

TEST_F(A7, AcceptAMailedCodeOnceOnManyThreads) {
  using namespace account_security;
  Browser browser(service);
  sign_in(browser, email, password);
  const auto opened = service.database().read([&](db::Read& db) {
    return session::find(db, browser.cookies.at("__Host-sid"), service.settings().lifetimes,
                         service.clock.now());
  });
  ASSERT_TRUE(opened);
  for (int round = 0; round < rounds(100, 10'000); ++round) {
    const std::string digest(32, static_cast<char>('a' + round % 26));
    write([&](db::Write& db) {
      keep_mailed_code(db, opened->id, digest, service.clock.now() + std::chrono::minutes{30});
    });
    const int accepted = accepted_of_all_at_once([&](int) {
      return write([&](db::Write& db) {
        return use_mailed_code(db, opened->id, digest, service.clock.now());
      });
    });
    ASSERT_EQ(accepted, 1) << "round " << round;
  }
}

TEST_F(A7, OpenOneSessionForAnAttemptThatSixtyFourRequestsFinishOnManyThreads) {
  for (int round = 1; round <= rounds(5, 200); ++round) {
    const std::string address = somebody(round);
    const Authenticator app = service.enrol_totp(address);
    Browser first(service);
    sign_in(first, address, password);
    ASSERT_EQ(first.path(), "/signin/factor/totp");
    const std::string body = testkit::urlencoded(
        {{"code", app.code_now()}, {"form_token", first.forms().front().fields.at("form_token")}});
    const int accepted = accepted_of_all_at_once([&](int) {
      Browser other(service);
      other.cookies = first.cookies;
      other.send(http::Method::post, "/signin/factor/totp", body);
      return other.cookies.contains("__Host-sid");
    });
    ASSERT_EQ(accepted, 1) << "round " << round;
    ASSERT_EQ(count("signed_in"), round);
  }
}

TEST_F(A7, LookAtFiveWrongCodesOfAnAttemptOrALinkOnManyThreads) {
  for (int round = 1; round <= rounds(5, 50); ++round) {
    const std::string address = somebody(round);
    const Authenticator app = service.enrol_totp(address);
    Browser attempt(service);
    sign_in(attempt, address, password);
    ASSERT_EQ(attempt.path(), "/signin/factor/totp");
    Browser link(service);
    link.sender = "198.51.100." + std::to_string(round);
    link.open("/forgotten");
    link.submit({{"email", address}});
    service.deliver_letters();
    link.open(testkit::Service::link_in(service.newest_letter_to(address)));
    link.submit({});
    ASSERT_EQ(link.path(), "/password/factor/totp");
    for (Browser* first : {&attempt, &link}) {
      const int before = count("factor_refused");
      const std::string body =
          testkit::urlencoded({{"code", app.wrong_code()},
                               {"form_token", first->forms().front().fields.at("form_token")}});
      const int shown_again = accepted_of_all_at_once([&](int) {
        Browser other(service);
        other.cookies = first->cookies;
        other.send(http::Method::post, first->path(), body);
        return other.status() == 422;
      });
      ASSERT_LE(shown_again, 5) << "round " << round;
      ASSERT_EQ(count("factor_refused"), before + 5) << first->path() << " round " << round;
    }
  }
}

TEST_F(A7, TellTheOwnerOnceOfFiveWrongCodesOnManyThreads) {
  for (int round = 1; round <= rounds(5, 50); ++round) {
    const std::string address = somebody(round);
    const Authenticator app = service.enrol_totp(address);
    std::vector<Browser> browsers(crowd_size, Browser(service));
    for (Browser& browser : browsers) {
      sign_in(browser, address, password);
      ASSERT_EQ(browser.path(), "/signin/factor/totp");
    }
    const int looked_at = accepted_of_all_at_once([&](int person) {
      Browser& browser = browsers[static_cast<std::size_t>(person)];
      browser.submit({{"code", app.wrong_code()}});
      return browser.status() == 422;
    });
    ASSERT_EQ(looked_at, 10) << "as many as one may type in a quarter of an hour";
    service.deliver_letters();
    const auto letters = std::count_if(
        service.mail.letters.begin(), service.mail.letters.end(), [&](const mail::Letter& letter) {
          return letter.to == *Email::parse(address) &&
                 letter.subject.find("wrong codes") != std::string::npos;
        });
    ASSERT_EQ(letters, 1) << "round " << round;
  }
}

TEST_F(A7, OpenOneSessionForACodeThatEverybodyHasSeenOnManyThreads) {
  for (int round = 1; round <= rounds(3, 100); ++round) {
    const std::string address = somebody(round);
    const Authenticator app = service.enrol_totp(address);
    std::vector<Browser> browsers(crowd_size, Browser(service));
    for (Browser& browser : browsers) {
      sign_in(browser, address, password);
      ASSERT_EQ(browser.path(), "/signin/factor/totp");
    }
    const int accepted = accepted_of_all_at_once([&](int person) {
      Browser& browser = browsers[static_cast<std::size_t>(person)];
      browser.follows = false;
      browser.submit({{"code", app.code_now()}});
      return browser.cookies.contains("__Host-sid");
    });
    ASSERT_EQ(accepted, 1) << "round " << round;
    ASSERT_EQ(count("signed_in"), round);
  }
}

TEST_F(A7, SetOnePasswordWithAnInvitationThatSixtyFourRequestsUseOnManyThreads) {
  const auto organisation = service.add_organisation("Other BV");
  for (int round = 1; round <= rounds(3, 100); ++round) {
    const std::string address = "new" + std::to_string(round) + "@example.com";
    service.add_contact(organisation, address);
    Browser first(service);
    first.open(testkit::Service::link_in(service.newest_letter_to(address)));
    first.submit({});
    ASSERT_EQ(first.path(), "/password/set");
    const std::string token = first.forms().back().fields.at("form_token");
    const int accepted = accepted_of_all_at_once([&](int person) {
      Browser other(service);
      other.cookies = first.cookies;
      other.send(
          http::Method::post, "/password/set",
          testkit::urlencoded({{"form_token", token},
                               {"password", "a long quiet password " + std::to_string(person)}}));
      return other.status() == 303;
    });
    ASSERT_EQ(accepted, 1) << "round " << round;
    ASSERT_EQ(count("password_set"), round);
  }
}

/// The mistake that the tests above look for: ask whether it was used, and then say that it was.
class CheckThenSet : public SingleUse {
 protected:
  CheckThenSet() {
    write([](db::Write& db) {
      db.change("CREATE TABLE once (round INTEGER PRIMARY KEY, used INTEGER NOT NULL) STRICT");
    });
  }
};

TEST_F(CheckThenSet, AcceptTwiceSoThatTheRaceIsOneOnManyThreads) {
  constexpr int all = 20;
  int doubly_accepted = 0;
  for (int round = 0; round < all; ++round) {
    write([&](db::Write& db) { db.change("INSERT INTO once VALUES ($1, 0)", {round}); });
    const int accepted = accepted_of_all_at_once([&](int) {
      const bool unused = service.database().read([&](db::Read& db) {
        return db.find_one("SELECT used FROM once WHERE round = $1", {round})->integer("used") == 0;
      });
      if (!unused) return false;
      write(
          [&](db::Write& db) { db.change("UPDATE once SET used = 1 WHERE round = $1", {round}); });
      return true;
    });
    if (accepted > 1) ++doubly_accepted;
  }
  EXPECT_GT(doubly_accepted, 0);
  RecordProperty("rounds_accepted_twice", doubly_accepted);
}

}  // namespace
}  // namespace sallyport::races
