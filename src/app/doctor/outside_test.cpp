// Judgements over what was met at the public address, with faults planted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/doctor/judgements.hpp"
#include "site/page.hpp"
#include "tests/testkit/service.hpp"

namespace sallyport::app::doctor {
namespace {

using call::Outcome;
using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

auto found(Health health, const std::string& words) {
  return ElementsAre(
      AllOf(Field(&Finding::health, health), Field(&Finding::sentence, HasSubstr(words))));
}

class SeenFromOutside : public testing::Test {
 protected:
  SeenFromOutside() {
    settings.portal.public_address = "https://portal.example";
    settings.tls.reset();
    settings.server.trusted_proxies = {*http::Network::parse("10.0.0.2")};
    outside.here = {.answer = answered(200), .reflection = seen};
    outside.there = {.answer = answered(200), .reflection = seen};
  }

  static call::Answer answered(int status) {
    call::Answer answer;
    answer.outcome = Outcome::answered;
    answer.status = status;
    return answer;
  }
  static call::Answer without_answer(Outcome outcome) {
    call::Answer answer;
    answer.outcome = outcome;
    answer.problem = "the library's words";
    return answer;
  }
  void stranger(call::Answer answer) {
    outside.there = {.answer = std::move(answer), .reflection = {}};
  }
  void not_running() {
    outside.here = {.answer = without_answer(Outcome::refused), .reflection = {}};
  }
  std::vector<Finding> address() { return judge_address(outside, settings); }
  std::vector<Finding> proxy() {
    outside.there.reflection = seen;
    return judge_proxy(outside, settings);
  }

  Settings settings = testkit::test_settings();
  health::Reflection seen{.public_address = "https://portal.example",
                          .host = "portal.example",
                          .peer = "10.0.0.2",
                          .forwarded = "198.51.100.7",
                          .sender = "198.51.100.7"};
  Outside outside;
};

TEST_F(SeenFromOutside, AHealthyAddressIsGood) {
  EXPECT_THAT(address(), found(Health::good, "leads to this installation"));
  EXPECT_THAT(proxy(), found(Health::good, "this call came from 198.51.100.7"));
}

TEST_F(SeenFromOutside, EachWayToGetNoAnswerIsWrongAndExplained) {
  const std::vector<std::pair<Outcome, std::string>> ways = {
      {Outcome::no_address, "Add an A or AAAA record"},
      {Outcome::refused, "Start the proxy"},
      {Outcome::too_slow, "firewall"},
      {Outcome::certificate_refused, "Let it be renewed"},
      {Outcome::no_tls, "right port"},
      {Outcome::broken_off, "broke off"}};
  for (const auto& [outcome, words] : ways) {
    stranger(without_answer(outcome));
    EXPECT_THAT(address(), found(Health::wrong, words));
  }
}

TEST_F(SeenFromOutside, EachStrangersAnswerIsWrongAndExplained) {
  const std::vector<std::pair<int, std::string>> answers = {{200, "Somebody else answers"},
                                                            {404, "Somebody else answers"},
                                                            {301, "sends browsers on to nowhere"},
                                                            {400, "X-Forwarded-For twice"},
                                                            {421, "hand Host on"},
                                                            {502, "does not reach the portal"}};
  for (const auto& [status, words] : answers) {
    stranger(answered(status));
    EXPECT_THAT(address(), found(Health::wrong, words));
  }
  call::Answer redirect = answered(308);
  redirect.headers = {{"location", "https://www.portal.example/"}};
  stranger(redirect);
  EXPECT_THAT(address(), found(Health::wrong, "on to https://www.portal.example/"));
}

TEST_F(SeenFromOutside, APortalThatDoesNotRunIsNoFault) {
  not_running();
  stranger(answered(502));
  EXPECT_THAT(address(), found(Health::remark, "does not run"));
  stranger(without_answer(Outcome::no_address));
  EXPECT_EQ(address().size(), 2U) << "a name without an address is one, whether it runs or not";
}

TEST_F(SeenFromOutside, AnotherProgramInItsPlaceIsWrong) {
  outside.here.reflection.reset();
  stranger(answered(200));
  EXPECT_THAT(address(), found(Health::wrong, "is not this installation"));
}

TEST_F(SeenFromOutside, AHostThatIsNotHandedOnIsWrong) {
  outside.there.reflection->host = "127.0.0.1:8080";
  EXPECT_THAT(address(), found(Health::wrong, "every page is answered 421"));
}

TEST_F(SeenFromOutside, SettingsThatAreNotInForceYetAreWrong) {
  outside.there.reflection->public_address = "https://old.example";
  EXPECT_THAT(address(), found(Health::wrong, "Restart it"));
}

TEST_F(SeenFromOutside, PlainHttpIsForTryingOut) {
  settings.portal.public_address = outside.there.reflection->public_address =
      "http://localhost:8080";
  outside.there.reflection->host = "localhost:8080";
  EXPECT_THAT(address(), found(Health::remark, "plain http"));
}

TEST_F(SeenFromOutside, EachMistakeOfAProxyIsFound) {
  seen.forwarded = "";
  EXPECT_THAT(proxy(), found(Health::wrong, "does not say who is calling"));
  seen.forwarded = forged_address;
  EXPECT_THAT(proxy(), found(Health::wrong, "anybody can pretend"));
  seen.forwarded = std::string{forged_address} + ", 198.51.100.7";
  EXPECT_THAT(proxy(), found(Health::remark, "adds to"));
  seen.forwarded = "198.51.100.7";
  seen.peer = "10.0.0.3";
  EXPECT_THAT(proxy(), found(Health::wrong, "trusted_proxies = [\"10.0.0.3\"]"));
}

TEST_F(SeenFromOutside, WithoutAProxyNobodyIsToBeTrusted) {
  settings.tls.emplace();
  seen.peer = "198.51.100.7";
  seen.forwarded = forged_address;
  EXPECT_THAT(proxy(), found(Health::remark, "no proxy stands"));
  settings.server.trusted_proxies.clear();
  EXPECT_THAT(proxy(), found(Health::good, "None"));
  seen.forwarded = "198.51.100.9";
  EXPECT_THAT(proxy(), found(Health::wrong, "not in server.trusted_proxies"));
}

class SignInPage : public SeenFromOutside {
 protected:
  SignInPage() {
    http::Response sent;
    site::secure(sent, settings.portal);
    page = answered(200);
    page.headers = sent.headers;
    cookie("__Host-pre=abc.def; Path=/; Secure; HttpOnly; SameSite=Lax");
  }
  void cookie(const std::string& line) {
    std::erase_if(page.headers, [](const auto& header) { return header.first == "Set-Cookie"; });
    page.headers.emplace_back("Set-Cookie", line);
  }
  void drop(std::string_view name) {
    std::erase_if(page.headers, [&](const auto& header) { return header.first == name; });
  }
  call::Answer page;
};

TEST_F(SignInPage, WhatArrivesAsItWasSentIsGood) {
  EXPECT_THAT(judge_cookies(page), found(Health::good, "arrive"));
  EXPECT_THAT(judge_headers(page, settings), found(Health::good, "arrive"));
}

TEST_F(SignInPage, EachHarmToACookieIsFound) {
  const std::vector<std::pair<std::string, std::string>> harms = {
      {"__Host-pre=a; Path=/; HttpOnly; SameSite=Lax", "lacks Secure"},
      {"__Host-pre=a; Path=/; Secure; SameSite=Lax", "lacks HttpOnly"},
      {"__Host-pre=a; Path=/; Secure; HttpOnly", "lacks SameSite"},
      {"__Host-pre=a; Path=/; Secure; HttpOnly; SameSite=None", "lacks SameSite"},
      {"__Host-pre=a; Path=/portal; Secure; HttpOnly; SameSite=Lax", "Path is not /"},
      {"__Host-pre=a; Path=/; Secure; HttpOnly; SameSite=Lax; Domain=example", "Domain was added"},
      {"pre=a; Path=/; Secure; HttpOnly; SameSite=Lax", "under another name"}};
  for (const auto& [line, words] : harms) {
    cookie(line);
    EXPECT_THAT(judge_cookies(page), found(Health::wrong, words));
  }
  drop("Set-Cookie");
  EXPECT_THAT(judge_cookies(page), found(Health::wrong, "does not arrive"));
}

TEST_F(SignInPage, EachHarmToASecurityHeaderIsFound) {
  page.headers.emplace_back("referrer-policy", "no-referrer");
  EXPECT_THAT(judge_headers(page, settings), found(Health::wrong, "Referrer-Policy comes twice"));
  drop("referrer-policy");
  drop("Strict-Transport-Security");
  EXPECT_THAT(judge_headers(page, settings),
              found(Health::wrong, "Strict-Transport-Security is missing"));
  page.headers.emplace_back("Strict-Transport-Security", "max-age=0");
  EXPECT_THAT(judge_headers(page, settings),
              found(Health::wrong, "Strict-Transport-Security was changed"));
}

TEST_F(SignInPage, WithoutThePageNothingIsSaidOfIt) {
  EXPECT_THAT(judge_cookies(answered(503)), IsEmpty());
  EXPECT_THAT(judge_headers(without_answer(Outcome::refused), settings), IsEmpty());
}

}  // namespace
}  // namespace sallyport::app::doctor
