// What the tests of the pages share: Ann, before the date and on it.
#pragma once

#include <string>

#include "tests/testkit/activation.hpp"

namespace sallyport::testkit {

inline constexpr const char* email = "ann@example.com";
inline constexpr const char* password = "correct horse battery";

inline app::Settings required_from(int year, unsigned month, unsigned day) {
  auto settings = test_settings();
  settings.policy.required_from =
      std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day};
  return settings;
}

struct AnnBeforeTheDate {
  explicit AnnBeforeTheDate(app::Settings settings = test_settings())
      : service(std::move(settings)), browser(service) {
    service.add_person(email, password);
  }
  Service service;
  Browser browser;
};

// The clock of the tests begins on 15 January 2027.
struct AnnOnTheDate : AnnBeforeTheDate {
  AnnOnTheDate() : AnnBeforeTheDate(required_from(2027, 1, 15)) {}

  /// Password and the code mailed to the recorded address.
  void prove() { prove_by_password_and_mail(browser, service, email, password); }
};

}  // namespace sallyport::testkit
