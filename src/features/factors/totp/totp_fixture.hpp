// What the tests of the pages share: Ann, signed in, with or without an app.
#pragma once

#include <string>

#include "tests/testkit/activation.hpp"

namespace sallyport::testkit {

inline constexpr const char* email = "ann@example.com";
inline constexpr const char* password = "correct horse battery";
inline constexpr std::chrono::seconds one_step{30};

struct AnnSignedIn {
  explicit AnnSignedIn(app::Settings settings = test_settings())
      : service(std::move(settings)), browser(service) {
    service.add_person(email, password);
    sign_in(browser, email, password);
  }
  bool is_on() {
    browser.open("/account-security");
    return browser.text().find("Two-factor authentication On") != std::string::npos;
  }
  /// The address of the only app's own page.
  std::string app_page() {
    const auto id = service.database().read([](db::Read& db) {
      return db.find_one("SELECT id FROM authenticator")->id<AuthenticatorId>("id");
    });
    return "/account-security/two-factor/code/" + id.text();
  }
  Service service;
  Browser browser;
};

/// With an app and fresh proofs.
struct AnnWithApp : AnnSignedIn {
  explicit AnnWithApp(app::Settings settings = test_settings())
      : AnnSignedIn(std::move(settings)), app(activate_app(browser, service, password)) {}
  Authenticator app;
};

}  // namespace sallyport::testkit
