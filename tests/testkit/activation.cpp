#include "tests/testkit/activation.hpp"

#include <algorithm>
#include <sstream>

#include "base/bug.hpp"

namespace sallyport::testkit {

void walk_to_qr_code(Browser& browser, const std::string& password) {
  browser.open("/account-security/two-factor");
  browser.press("Activate");
  if (browser.path() == "/confirm") browser.press("Verify", {{"password", password}});
  browser.click("Log in with a verification code");
}

Authenticator app_given_the_secret(const Browser& browser, const Service& service) {
  std::string secret = browser.text_of("secret");
  std::erase(secret, ' ');
  return {secret, service.clock};
}

Authenticator activate_app(Browser& browser, Service& service, const std::string& password) {
  walk_to_qr_code(browser, password);
  Authenticator app = app_given_the_secret(browser, service);
  browser.press("Activate", {{"code", app.code_now()}});
  return app;
}

std::vector<std::string> recovery_codes_on(const Browser& browser) {
  std::istringstream words{browser.text_of("codes")};
  std::vector<std::string> codes;
  for (std::string code; words >> code;) codes.push_back(code);
  return codes;
}

void confirm_with(Browser& browser, Service& service, const std::string& password,
                  const Authenticator& app) {
  browser.press("Verify", {{"password", password}});
  service.clock.advance(std::chrono::seconds{30});  // each code counts once
  browser.press("Verify", {{"code", app.code_now()}});
}

std::string code_mailed_to(Service& service, const std::string& email) {
  const std::string text = service.newest_letter_to(email).text;
  for (std::size_t i = 0; i + 9 <= text.size(); ++i) {
    const std::string word = text.substr(i, 9);
    if (word[4] == ' ' && std::all_of(word.begin(), word.end(),
                                      [](char c) { return c == ' ' || (c >= '0' && c <= '9'); })) {
      return word;
    }
  }
  throw Bug("the email holds a code");
}

void prove_by_password_and_mail(Browser& browser, Service& service, const std::string& email,
                                const std::string& password) {
  browser.press("Verify", {{"password", password}});
  browser.press("Send the code");
  browser.press("Verify", {{"code", code_mailed_to(service, email)}});
}

}  // namespace sallyport::testkit
