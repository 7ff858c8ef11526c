#include "tests/testkit/activation.hpp"

#include <algorithm>
#include <sstream>

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

}  // namespace sallyport::testkit
