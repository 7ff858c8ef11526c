#include "tests/testkit/person_with_phone.hpp"

#include <algorithm>

#include "base/encoding.hpp"

namespace sallyport::testkit {

PersonWithPhone::PersonWithPhone(app::Settings settings)
    : service(std::move(settings)), browser(service), phone(service) {
  service.add_person(email, password);
  sign_in(browser, email, password);
}

PersonWithPhone& PersonWithPhone::link() {
  link_phone(browser, phone, password);
  recovery_codes = recovery_codes_on(browser);
  return *this;
}

Phone PersonWithPhone::link_another(const std::string& name) {
  Phone other(service, name);
  browser.open("/account-security/two-factor/pocket");
  if (browser.path() == "/confirm" &&
      browser.html().find("type=\"password\"") != std::string::npos) {
    browser.press("Verify", {{"password", password}});
  }
  if (browser.path() == "/confirm") confirm(browser);
  check(other.link(code_on(browser)).status == 201, "one more phone links");
  browser.open("/account-security/two-factor/pocket");
  browser.press("Yes, that is my phone");
  return other;
}

Browser PersonWithPhone::known_browser() {
  Browser known(service);
  known.cookies["__Host-known"] = browser.cookies.at("__Host-known");
  return known;
}

Waiting PersonWithPhone::sign_in_from(Browser& from) {
  sign_in(from, email, password);
  check(from.path() == "/signin/factor/pocket", "a phone is asked");
  auto waiting = phone.waiting();
  check(waiting.has_value(), "a request waits on the phone");
  return std::move(*waiting);
}

void PersonWithPhone::confirm(Browser& from) {
  const auto waiting = phone.waiting();
  check(waiting.has_value(), "a request waits on the phone");
  const std::string number = number_on(from);
  check(phone.approve(*waiting, number.empty() ? "-" : number).status == 200, "the phone confirms");
  from.press("I have confirmed, continue");
}

void PersonWithPhone::sign_in_wholly(Browser& from) {
  static_cast<void>(sign_in_from(from));
  confirm(from);
}

app::Settings PersonWithPhone::settings_with_rings() {
  auto settings = test_settings();
  // A name that leads nowhere: what is counted is that the phone was to be rung.
  settings.push =
      app::Push{.options = {.contact = "mailto:portal@portal.example", .authorities = {}},
                .rules = {.hosts = {"push.invalid"}, .inside = {}}};
  return settings;
}

void PersonWithPhone::let_ring() {
  const std::string keys = json::Object{}
                               .add("p256dh", to_base64url(phone.key.public_key()))
                               .add("auth", to_base64url(std::string(16, 'a')))
                               .text();
  const Told told = phone.post(
      "/pocket/api/v1/devices/self/push",
      json::Object{}.add("endpoint", "https://push.invalid/1").add_written("keys", keys).text());
  check(told.status == 204, "the phone can be rung");
}

std::vector<mail::Letter> PersonWithPhone::letters_about(const std::string& words) {
  service.deliver_letters();
  std::vector<mail::Letter> found;
  std::ranges::copy_if(service.mail.letters, std::back_inserter(found), [&](const auto& letter) {
    return letter.subject.find(words) != std::string::npos;
  });
  return found;
}

std::int64_t PersonWithPhone::count(const std::string& event) {
  return std::ranges::count(service.audit(), event);
}

std::string number_on(const Browser& browser) {
  constexpr std::string_view mark = "class=\"number\">";
  const auto at = browser.html().find(mark);
  if (at == std::string::npos) return "";
  const auto from = at + mark.size();
  std::string number = browser.html().substr(from, browser.html().find('<', from) - from);
  std::erase(number, ' ');
  return number;
}

std::string wrong_number(const std::string& right) {
  std::string wrong = right;
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  return wrong;
}

}  // namespace sallyport::testkit
