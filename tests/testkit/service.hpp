// The whole service in memory, as a person or a program meets it, with a clock that only the test
// moves.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/service.hpp"
#include "base/time.hpp"
#include "core/contact/contact.hpp"
#include "core/organisation/organisation.hpp"

namespace sallyport::testkit {

class MovedClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override { return now_; }
  void advance(std::chrono::seconds by) { now_ += by; }
  void set(Time time) { now_ = time; }

 private:
  Time now_ = at_unix_seconds(1'800'000'000);  // 2027-01-15T08:00:00Z
};

/// Keeps the letters instead of handing them on.
class KeptMail final : public mail::Mailer {
 public:
  [[nodiscard]] std::optional<mail::Refusal> send(const mail::Letter& letter, Time) override;
  std::vector<mail::Letter> letters;
  [[nodiscard]] std::optional<mail::Refusal> try_out() override { return refusal; }
  std::optional<mail::Refusal> refusal;  // what the mail server says to each letter; none: taken
  std::string hangs_up_on;               // the address at which it breaks off
};

/// A folder of its own, gone with it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// An authenticator app: knows the secret, shows codes by the service's clock.
class Authenticator {
 public:
  Authenticator(std::string base32_secret, const Clock& clock)
      : secret_(std::move(base32_secret)), clock_(&clock) {}
  [[nodiscard]] std::string code_now() const { return code_in_steps(0); }
  /// The code so many 30-second steps later.
  [[nodiscard]] std::string code_in_steps(int steps) const;
  /// Six digits that are none of the codes of the steps around now.
  [[nodiscard]] std::string wrong_code() const;

 private:
  std::string secret_;
  const Clock* clock_;
};

/// Settings that a test changes before it starts the service: cheap hashes, no required date.
[[nodiscard]] app::Settings test_settings();

class Service {
 public:
  explicit Service(app::Settings settings = test_settings());
  /// With these keys instead of fresh ones.
  Service(app::Settings, std::optional<keyring::Keyring>);
  ~Service();

  MovedClock clock;
  KeptMail mail;

  /// Answers one request as the server would: on failure a page too.
  [[nodiscard]] http::Response answer(http::Request);
  /// The same, but a request that is held stays so: its response is a Hold.
  [[nodiscard]] http::Response answer_or_hold(http::Request&);

  organisation::Organisation add_organisation(const std::string& name);
  /// Records a person and gives access; an invitation or a notice goes out.
  contact::Contact add_contact(const organisation::Organisation&, const std::string& email,
                               const std::string& first_name = "Ann",
                               const std::string& last_name = "Bakker",
                               std::vector<std::string> roles = {});
  contact::Contact add_contact_without_access(const organisation::Organisation&,
                                              const std::string& email);
  void withdraw_access(const organisation::Organisation&, const std::string& email);
  void change_email(const organisation::Organisation&, const std::string& email,
                    const std::string& to);

  /// A date of its own; nothing: takes it away.
  void set_date(const organisation::Organisation&, std::optional<Day>);
  /// Until that day; nothing: ends it.
  void exempt(const std::string& email, std::optional<Day> until);

  /// A person of one new organisation who has set this password, without the letters.
  void add_person(const std::string& email, const std::string& password);
  void set_password(const std::string& email, const std::string& password);
  /// Activates an authenticator app for the account, without pages.
  Authenticator enrol_totp(const std::string& email);

  /// Answers who asked for a link, and delivers what waits in the outbox.
  void deliver_letters();
  /// Delivers, then the newest letter to that address.
  [[nodiscard]] mail::Letter newest_letter_to(const std::string& email);
  /// The path of the link in a letter's text: "/invitation/…", "/reset/…", "/not-me/…".
  [[nodiscard]] static std::string link_in(const mail::Letter&);

  /// Names of all events so far.
  [[nodiscard]] std::vector<std::string> audit();
  [[nodiscard]] std::vector<std::string> log_lines() const;
  /// The database's files as they lie on the disk.
  [[nodiscard]] std::string database_bytes() const;

  [[nodiscard]] db::Database& database();
  [[nodiscard]] app::Service& service();
  [[nodiscard]] audit::Deed deed();
  [[nodiscard]] const app::Settings& settings() const { return settings_; }
  /// Ends the program and starts it again on the same database, with other settings.
  void restart(app::Settings);

 private:
  struct Parts;
  Folder folder_;
  app::Settings settings_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace sallyport::testkit
