// What counts once counts once on phones too, however many send it at the same moment: an answer,
// its use by the browser, a challenge, a linking code, a new key.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "base/encoding.hpp"
#include "core/account/account.hpp"
#include "core/challenge/challenge.hpp"
#include "core/device/device.hpp"
#include "tests/races/crowd.hpp"
#include "tests/testkit/browser.hpp"
#include "tests/testkit/phone.hpp"

namespace sallyport::races {
namespace {

using statement::Decision;
using testkit::Browser;
using testkit::Phone;
using testkit::Told;

constexpr const char* password = "seven quiet herons wade";

class Pressing : public testing::Test {
 protected:
  /// A person of their own for a round: the many who lose it use up their tries.
  std::string somebody(int round) {
    const std::string address = "person" + std::to_string(round) + "@example.com";
    service.add_person(address, password);
    return address;
  }

  AccountId account_of(const std::string& email) {
    return service.database().read(
        [&](db::Read& db) { return account::find(db, *Email::parse(email))->id; });
  }

  Phone linked(const std::string& email, const std::string& name = "Pixel 8") {
    Phone phone(service, name);
    const AccountId account = account_of(email);
    const auto id = service.database().write([&](db::Write& db) {
      return device::add(
          db, service.deed(), service.service().site().keys.sealer,
          {.account = account,
           .public_key = phone.key.public_key(),
           .describes =
               {.name = name, .platform = "pwa", .system = {}, .browser = {}, .version = {}},
           .state = device::State::active,
           .offline_secret = {}});
    });
    check(id.has_value(), "a fresh key is nobody's");
    phone.device = to_base64url(id->bytes());
    return phone;
  }

  /// A browser that waits for the phone.
  Browser waiting_browser(const std::string& email) {
    Browser browser(service);
    sign_in(browser, email, password);
    check(browser.path() == "/signin/factor/pocket", "the phone is asked for");
    return browser;
  }

  std::string number_on(const Browser& browser) {
    const auto at = browser.html().find("class=\"number\">");
    check(at != std::string::npos, "a browser that is not known shows a number");
    return browser.html().substr(at + 15, 2);
  }

  std::size_t evidence_of(const testkit::Waiting& request) {
    return service.database().read([&](db::Read& db) {
      return challenge::evidence_of(db, ChallengeId::of_bytes(*from_base64url(request.id))).size();
    });
  }

  int count(const std::string& event) {
    const auto events = service.audit();
    return static_cast<int>(std::count(events.begin(), events.end(), event));
  }

  /// Sends again what the browser's first form sends, in a browser with the same cookies.
  static bool is_let_in(testkit::Service& service, const Browser& first) {
    Browser other(service);
    other.cookies = first.cookies;
    other.follows = false;
    other.send(http::Method::post, "/signin/factor/pocket",
               testkit::urlencoded({{"form_token", token_on(first)}}));
    return other.cookies.contains("__Host-sid");
  }
  static std::string token_on(const Browser& browser) {
    return browser.forms().back().fields.at("form_token");
  }

  testkit::Service service;
};

TEST_F(Pressing, OneOfManyAnswersByTwoPhonesWinsOnManyThreads) {
  for (int round = 1; round <= rounds(10, 500); ++round) {
    const std::string email = somebody(round);
    std::array phones{linked(email), linked(email, "iPhone")};
    const Browser browser = waiting_browser(email);
    const auto request = phones[0].waiting();
    ASSERT_TRUE(request);
    const std::string number = number_on(browser);
    // Each has a counter of its own, so that only the challenge decides.
    std::vector<std::pair<std::size_t, std::string>> bodies;
    for (std::size_t i = 0; i < crowd_size; ++i) {
      const auto decision = i % 4 == 3 ? Decision::cancel : Decision::approve;
      const std::string value = decision == Decision::approve ? number : "-";
      bodies.emplace_back(i % 2, phones[i % 2].sign_answer(*request, decision, value).body);
    }
    const int accepted = accepted_of_all_at_once([&](int person) {
      const auto& [phone, body] = bodies[static_cast<std::size_t>(person)];
      return phones[phone].send_answer(request->id, body).status == 200;
    });
    ASSERT_EQ(accepted, 1) << "round " << round;
    ASSERT_EQ(evidence_of(*request), 1U) << "round " << round;
    ASSERT_EQ(count("challenge_answered"), round);
  }
}

TEST_F(Pressing, OneSessionComesOfAPressThatManyContinueWithOnManyThreads) {
  for (int round = 1; round <= rounds(10, 500); ++round) {
    const std::string email = somebody(round);
    Phone phone = linked(email);
    const Browser browser = waiting_browser(email);
    const auto request = phone.waiting();
    ASSERT_TRUE(request);
    ASSERT_EQ(phone.approve(*request, number_on(browser)).at("state"), "approved");
    ASSERT_EQ(accepted_of_all_at_once([&](int) { return is_let_in(service, browser); }), 1)
        << "round " << round;
    ASSERT_EQ(count("signed_in"), round);
  }
}

TEST_F(Pressing, OneOfManyBrowsersAsksThePhoneOnManyThreads) {
  for (int round = 1; round <= rounds(10, 300); ++round) {
    const std::string email = somebody(round);
    Phone phone = linked(email);
    std::vector<Browser> browsers(crowd_size, Browser(service));
    for (Browser& browser : browsers) {
      browser.follows = false;
      sign_in(browser, email, password);
    }
    const int asking = accepted_of_all_at_once([&](int person) {
      Browser& browser = browsers[static_cast<std::size_t>(person)];
      browser.open("/signin/factor/pocket");
      return browser.html().find("class=\"number\">") != std::string::npos;
    });
    ASSERT_EQ(asking, 1) << "round " << round;
    ASSERT_EQ(count("challenge_begun"), round);
  }
}

TEST_F(Pressing, OneChallengeIsBegunByABrowserThatAsksManyTimesOnManyThreads) {
  for (int round = 1; round <= rounds(10, 300); ++round) {
    const std::string email = somebody(round);
    Phone phone = linked(email);
    Browser first(service);
    first.follows = false;
    sign_in(first, email, password);
    const int shown = accepted_of_all_at_once([&](int) {
      Browser other(service);
      other.cookies = first.cookies;
      other.open("/signin/factor/pocket");
      return other.html().find("class=\"number\">") != std::string::npos;
    });
    ASSERT_EQ(shown, crowd_size) << "round " << round;
    ASSERT_EQ(count("challenge_begun"), round);
  }
}

TEST_F(Pressing, OneOfManyPhonesIsLinkedByACodeOnManyThreads) {
  for (int round = 1; round <= rounds(10, 300); ++round) {
    const std::string email = somebody(round);
    Browser browser(service);
    sign_in(browser, email, password);
    browser.open("/account-security/two-factor/pocket");
    if (browser.path() == "/confirm") browser.press("Verify", {{"password", password}});
    const std::string code = testkit::code_on(browser);
    std::vector<Phone> phones;
    for (int i = 0; i < crowd_size; ++i) {
      phones.emplace_back(service, "Phone " + std::to_string(i));
      phones.back().sender = "203.0.113." + std::to_string(i);
    }
    const std::string nonce = phones.front().look_up(code).at("nonce");
    const int accepted = accepted_of_all_at_once([&](int person) {
      return phones[static_cast<std::size_t>(person)].complete(code, nonce).status == 201;
    });
    ASSERT_EQ(accepted, 1) << "round " << round;
    browser.open("/account-security/two-factor/pocket");
    browser.press("Yes, that is my phone");
    const AccountId account = account_of(email);
    const auto devices =
        service.database().read([&](db::Read& db) { return device::all(db, account).size(); });
    ASSERT_EQ(devices, 1U) << "round " << round;
    ASSERT_EQ(count("device_linked"), round);
  }
}

TEST_F(Pressing, OneOfManyNewKeysTakesThePlaceOfTheOldOnManyThreads) {
  const std::string email = somebody(0);
  for (int round = 1; round <= rounds(50, 2'000); ++round) {
    const Phone phone = linked(email, "Phone " + std::to_string(round));
    const auto id = DeviceId::of_bytes(*from_base64url(phone.device));
    crypto::SystemRandom random;
    std::vector<std::string> keys;
    for (int i = 0; i < crowd_size; ++i) {
      keys.push_back(crypto::P256Key::fresh(random).public_key());
    }
    const int accepted = accepted_of_all_at_once([&](int person) {
      return service.database().write([&](db::Write& db) {
        return device::rotate(db, id, phone.key.public_key(),
                              keys[static_cast<std::size_t>(person)], service.clock.now());
      });
    });
    ASSERT_EQ(accepted, 1) << "round " << round;
  }
}

}  // namespace
}  // namespace sallyport::races
