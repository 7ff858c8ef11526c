// One person as a row of the file says it, every field looked at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/people/people_file.hpp"
#include "base/email.hpp"
#include "features/factors/totp/brought_secret.hpp"
#include "kit/crypto/foreign_hash.hpp"
#include "kit/text/text.hpp"

namespace sallyport::app::people {

struct Person {
  std::size_t line = 1;
  std::string organisation;  // its number or its name
  Email email;
  std::string first_name;
  std::string last_name;
  std::string telephone;
  std::string position;
  std::vector<std::string> roles;  // in order
  bool access = true;
  std::optional<crypto::ForeignHash> password;
  std::optional<totp::BroughtSecret> app;
  std::string app_name;
  std::optional<text::Language> language;

  [[nodiscard]] std::string name() const { return first_name + " " + last_name; }
};

struct People {
  std::vector<Person> people;  // those without a fault, in the file's order
  std::vector<Fault> faults;   // in the file's order
};

/// Somebody may stand there once for each organisation; the password, the app and the language are
/// theirs in all of them, and need stand in one of these rows only.
///
///   roles  that there are
[[nodiscard]] People read_people(const std::vector<Row>&, const std::vector<std::string>& roles);

}  // namespace sallyport::app::people
