// What phones do at the same moment: of answers one counts, of requests one is open, of keys one is
// linked. And nobody who only sent something twice is taken for a thief.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "core/challenge/challenge.hpp"
#include "core/device/device.hpp"
#include "tests/races/crowd.hpp"
#include "tests/testkit/person_with_phone.hpp"

namespace sallyport::races {
namespace {

using statement::Decision;
using testkit::Browser;
using testkit::PersonWithPhone;
using testkit::Phone;
using testkit::Told;
using testkit::Waiting;

class PhoneThreads : public testing::Test {
 protected:
  PhoneThreads() { ann.link(); }

  std::int64_t rows(const std::string& of) {
    return ann.service.database().read([&](db::Read& db) {
      return db.find_one("SELECT COUNT(*) AS rows FROM " + of)->integer("rows");
    });
  }
  bool is_active(Phone& phone) {
    return phone.get("/pocket/api/v1/devices/self").at("state") == "active";
  }
  /// What the page shows to somebody of this round who is about to link a phone.
  std::string code_for_somebody_new(int round) {
    const std::string address = "person" + std::to_string(round) + "@example.com";
    ann.service.add_person(address, PersonWithPhone::password);
    Browser browser(ann.service);
    sign_in(browser, address, PersonWithPhone::password);
    browser.open("/account-security/two-factor/method");
    browser.press("Verify", {{"password", PersonWithPhone::password}});
    browser.click("Log in by simply pressing one button");
    return testkit::code_on(browser);
  }
  /// Answers signed beforehand, for each of the crowd.
  std::vector<std::string> signed_by(Phone& phone, const Waiting& waiting) {
    std::vector<std::string> bodies;
    for (int i = 0; i < crowd_size; ++i) {
      bodies.push_back(phone.sign_answer(waiting, Decision::approve, "-").body);
    }
    return bodies;
  }
  PersonWithPhone ann;
};

TEST_F(PhoneThreads, OneOfManyAnswersOfAPhoneCounts) {
  for (int round = 1; round <= rounds(5, 200); ++round) {
    Browser known = ann.known_browser();
    const Waiting waiting = ann.sign_in_from(known);
    const auto bodies = signed_by(ann.phone, waiting);
    std::array<int, crowd_size> statuses{};
    const int accepted = accepted_of_all_at_once([&](int person) {
      const auto place = static_cast<std::size_t>(person);
      statuses.at(place) = ann.phone.send_answer(waiting.id, bodies.at(place)).status;
      return statuses.at(place) == 200;
    });
    ASSERT_EQ(accepted, 1) << "round " << round;
    for (const int status : statuses) ASSERT_TRUE(status == 200 || status == 409) << status;
    ASSERT_EQ(rows("challenge_answer"), round);
    ASSERT_TRUE(is_active(ann.phone)) << "whatever the order in which they came";
    known.press("I have confirmed, continue");
    ASSERT_EQ(known.path(), "/");
    ann.browser.cookies["__Host-known"] = known.cookies.at("__Host-known");
    ann.service.clock.advance(std::chrono::minutes{2});
  }
}

TEST_F(PhoneThreads, OneOfTwoPhonesAnswersAndReportWinsWhicheverIsFirst) {
  Phone second = ann.link_another("iPad");
  for (int round = 1; round <= rounds(5, 100); ++round) {
    ann.service.set_password(PersonWithPhone::email, PersonWithPhone::password);
    Browser browser(ann.service);
    sign_in(browser, PersonWithPhone::email, PersonWithPhone::password);
    const auto waiting = ann.phone.waiting();
    ASSERT_TRUE(waiting);
    const std::string number = testkit::number_on(browser);
    const auto yes = ann.phone.sign_answer(*waiting, Decision::approve, number);
    const auto no = second.sign_answer(*waiting, Decision::report, "-");
    accepted_of_all_at_once([&](int person) {
      if (person > 1) return false;
      Phone& phone = person == 0 ? ann.phone : second;
      return phone.send_answer(waiting->id, person == 0 ? yes.body : no.body).status == 200;
    });
    browser.press("I have confirmed, continue");
    ASSERT_FALSE(browser.cookies.contains("__Host-sid")) << "round " << round;
    ASSERT_EQ(rows("challenge WHERE state = 'reported'"), round);
    ann.service.clock.advance(std::chrono::hours{25});
    ann.service.database().write([](db::Write& db) { db.change("DELETE FROM challenge_care"); });
  }
}

TEST_F(PhoneThreads, OneOfManyBrowsersIsTheOneThatAsks) {
  for (int round = 1; round <= rounds(3, 50); ++round) {
    const int asking = accepted_of_all_at_once([&](int) {
      Browser browser(ann.service);
      sign_in(browser, PersonWithPhone::email, PersonWithPhone::password);
      return browser.html().find("data-wait") != std::string::npos;
    });
    ASSERT_EQ(asking, 1) << "round " << round;
    ASSERT_EQ(rows("challenge WHERE state = 'open'"), 1);
    ann.service.clock.advance(std::chrono::hours{25});
  }
}

TEST_F(PhoneThreads, OneOfManyKeysIsLinkedByACode) {
  for (int round = 1; round <= rounds(3, 50); ++round) {
    const std::string code = code_for_somebody_new(round);
    std::vector<Phone> phones;
    for (int i = 0; i < crowd_size; ++i) {
      phones.emplace_back(ann.service, "Phone " + std::to_string(i));
      phones.back().sender = "198.51.100." + std::to_string(i);
    }
    const std::string nonce = phones.front().look_up(code).at("nonce");
    const int linked = accepted_of_all_at_once([&](int person) {
      return phones.at(static_cast<std::size_t>(person)).complete(code, nonce).status == 201;
    });
    ASSERT_EQ(linked, 1) << "round " << round;
    ASSERT_EQ(rows("device WHERE state = 'waiting'"), round);
  }
}

TEST_F(PhoneThreads, OneKeySentTogetherIsLinkedOnceAndToldEachTime) {
  for (int round = 1; round <= rounds(3, 50); ++round) {
    const std::string code = code_for_somebody_new(round);
    Phone phone(ann.service);
    const std::string nonce = phone.look_up(code).at("nonce");
    std::vector<Phone> copies;
    for (int i = 0; i < crowd_size; ++i) {
      copies.emplace_back(ann.service);
      copies.back().key = phone.key;
      copies.back().sender = "198.51.100." + std::to_string(i);
    }
    std::array<Told, crowd_size> told;
    const int linked = accepted_of_all_at_once([&](int person) {
      const auto place = static_cast<std::size_t>(person);
      told.at(place) = copies.at(place).complete(code, nonce);
      return told.at(place).status == 201;
    });
    ASSERT_EQ(linked, 1) << "round " << round;
    for (const Told& one : told) {
      ASSERT_TRUE(one.status == 201 || one.status == 200) << one.status << " " << one.error();
      ASSERT_EQ(one.at("device_id"), told.front().at("device_id"));
    }
  }
}

TEST_F(PhoneThreads, OneSessionComesOfAnApproval) {
  for (int round = 1; round <= rounds(3, 50); ++round) {
    Browser first = ann.known_browser();
    static_cast<void>(ann.sign_in_from(first));
    ASSERT_EQ(ann.phone.approve(*ann.phone.waiting()).status, 200);
    const std::string body =
        testkit::urlencoded({{"form_token", first.forms().front().fields.at("form_token")}});
    const auto before = ann.count("signed_in");
    std::array<std::string, crowd_size> known;
    const int let_in = accepted_of_all_at_once([&](int person) {
      Browser other(ann.service);
      other.cookies = first.cookies;
      other.send(http::Method::post, "/signin/factor/pocket", body);
      if (!other.cookies.contains("__Host-sid")) return false;
      known.at(static_cast<std::size_t>(person)) = other.cookies.at("__Host-known");
      return true;
    });
    ASSERT_EQ(let_in, 1) << "round " << round;
    ASSERT_EQ(ann.count("signed_in"), before + 1);
    for (const std::string& cookie : known) {
      if (!cookie.empty()) ann.browser.cookies["__Host-known"] = cookie;
    }
    ann.service.clock.advance(std::chrono::minutes{2});
  }
}

TEST_F(PhoneThreads, ASignedRequestIsAnsweredOnce) {
  for (int round = 1; round <= rounds(5, 100); ++round) {
    std::map<std::string, std::string> headers;
    ann.phone.tamper = [&](auto& signed_headers) {
      headers = signed_headers;
      signed_headers.erase("pocket-signature");  // this one is for the headers alone
    };
    static_cast<void>(ann.phone.get("/pocket/api/v1/challenges"));
    ann.phone.tamper = {};
    const int answered = accepted_of_all_at_once([&](int) {
      return ann.phone.send(http::Method::get, "/pocket/api/v1/challenges", "", headers).status ==
             200;
    });
    ASSERT_EQ(answered, 1) << "round " << round;
  }
}

TEST_F(PhoneThreads, ACounterCountsOnce) {
  const auto id = ann.service.database().read(
      [](db::Read& db) { return db.find_one("SELECT id FROM device")->id<DeviceId>("id"); });
  for (int round = 1; round <= rounds(20, 2'000); ++round) {
    const int accepted = accepted_of_all_at_once([&](int) {
      return ann.service.database().write(
          [&](db::Write& db) { return device::count_on(db, id, round); });
    });
    ASSERT_EQ(accepted, 1) << "round " << round;
    const bool resumed = ann.service.database().write(
        [&](db::Write& db) { return device::resume(db, device::find(db, id)->account, id); });
    ASSERT_TRUE(resumed) << "the second of that counter shows a copy";
  }
}

TEST_F(PhoneThreads, RingThreeTimesHoweverOftenTheButtonIsPressed) {
  for (int round = 1; round <= rounds(5, 100); ++round) {
    Browser known = ann.known_browser();
    static_cast<void>(ann.sign_in_from(known));
    const auto id = ann.service.database().read([](db::Read& db) {
      return db.find_one("SELECT id FROM challenge WHERE state = 'open'")->id<ChallengeId>("id");
    });
    const int rung = accepted_of_all_at_once([&](int) {
      return ann.service.database().write(
          [&](db::Write& db) { return challenge::push_again(db, id, ann.service.clock.now()); });
    });
    ASSERT_EQ(rung, 3) << "round " << round;
    ann.confirm(known);
    ann.browser.cookies["__Host-known"] = known.cookies.at("__Host-known");
    ann.service.clock.advance(std::chrono::minutes{2});
  }
}

}  // namespace
}  // namespace sallyport::races
