// Ann, who confirms logging in on her phone, and what she and whoever has her password do.
#pragma once

#include <string>
#include <vector>

#include "tests/testkit/activation.hpp"
#include "tests/testkit/phone.hpp"

namespace sallyport::testkit {

/// In memory, with a phone that is not linked yet.
struct PersonWithPhone {
  static constexpr const char* email = "ann@example.com";
  static constexpr const char* password = "correct horse battery";

  explicit PersonWithPhone(app::Settings settings = test_settings());

  /// From Account security, in `browser`; keeps the recovery codes that are shown.
  PersonWithPhone& link();
  /// One more phone; the password and a press on the first are asked on the way where they are too
  /// old.
  Phone link_another(const std::string& name);

  /// A browser that the account knows: it holds the cookie of the one in which the phone was
  /// linked.
  [[nodiscard]] Browser known_browser();
  /// Types the right password in that browser; what waits on the phone then.
  Waiting sign_in_from(Browser&);
  /// Signs in whole, by press or by number, as is asked.
  void sign_in_wholly(Browser&);
  /// Answers the page that waits in that browser, by press or by number.
  void confirm(Browser&);
  /// Settings with which phones may be rung anywhere; `let_ring` then says where this one is.
  [[nodiscard]] static app::Settings settings_with_rings();
  void let_ring();
  /// Lets what waits run out.
  void let_expire() { service.clock.advance(std::chrono::seconds{121}); }

  [[nodiscard]] std::vector<mail::Letter> letters_about(const std::string& words);
  [[nodiscard]] std::int64_t count(const std::string& event);

  Service service;
  Browser browser;
  Phone phone;
  std::vector<std::string> recovery_codes;
};

/// The number that the page asks to be given on the phone, without spaces; empty when there is
/// none.
[[nodiscard]] std::string number_on(const Browser&);
/// Another one of the same length.
[[nodiscard]] std::string wrong_number(const std::string& right);

}  // namespace sallyport::testkit
