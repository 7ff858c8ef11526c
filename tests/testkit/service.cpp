#include "tests/testkit/service.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <mutex>

#include "base/encoding.hpp"
#include "core/account/account.hpp"
#include "core/audit/audit.hpp"
#include "core/contact/access.hpp"
#include "core/exemption/exemption.hpp"
#include "features/factors/totp/totp.hpp"
#include "features/factors/totp/totp_store.hpp"
#include "kit/db/migrate.hpp"
#include "kit/db/sqlite.hpp"

namespace sallyport::testkit {

std::optional<mail::Refusal> KeptMail::send(const mail::Letter& letter, Time) {
  if (refusal) return refusal;
  if (letter.to.text() == hangs_up_on) {
    return mail::Refusal{mail::Refusal::Kind::away, "the conversation broke off"};
  }
  letters.push_back(letter);
  return std::nullopt;
}

Folder::Folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "sallyport-test-XXXXXX").string();
  check(mkdtemp(pattern.data()) != nullptr, "a test can make a folder of its own");
  path_ = pattern;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string Authenticator::code_in_steps(int steps) const {
  const auto secret = from_base32(secret_);
  check(secret.has_value(), "an authenticator's secret is base32");
  return totp::code_at(Secret{*secret}, totp::step_at(clock_->now()) + steps);
}

std::string Authenticator::wrong_code() const {
  for (int candidate = 0;; ++candidate) {
    const std::string code = fmt::format("{:06}", candidate);
    bool right = false;
    for (const int step : {-2, -1, 0, 1, 2}) right = right || code == code_in_steps(step);
    if (!right) return code;
  }
}

app::Settings test_settings() {
  auto zone = text::TimeZone::find("Europe/Amsterdam");
  check(zone.has_value(), "the time zone of the tests is known");
  return {.sender = {.name = "Customer Portal", .address = *Email::parse("portal@portal.example")},
          .hash_cost = crypto::cheap_hash_cost_for_tests(),
          // The clock stands still in most tests, so all requests come in one minute.
          .requests_per_minute = 1'000'000'000,
          .policy = {.required_from = std::nullopt, .time_zone = *zone},
          .portal = {.public_address = "https://portal.example",
                     .name = "Customer Portal",
                     .operator_name = "Example Operator",
                     .environment = "the environment",
                     .companion_app = "Pocket"},
          .pocket = {.address = "https://portal.example"}};
}

struct Service::Parts {
  Parts(const std::filesystem::path& file, std::optional<keyring::Keyring> given)
      : keys(given ? std::move(*given) : keyring::fresh(random)),
        // Nothing waits for the disk: no test outlives its machine, and there are many.
        database(db::open_sqlite(file, {.lasting = false})),
        log([this](std::string_view line) {
          const std::lock_guard lock{lines_mutex};
          lines.emplace_back(line);
        }) {}

  crypto::SystemRandom random;
  keyring::Keyring keys;
  std::mutex lines_mutex;
  std::vector<std::string> lines;
  std::unique_ptr<db::Database> database;
  log::Log log;
  std::unique_ptr<app::Service> service;
};

Service::Service(app::Settings settings) : Service(std::move(settings), std::nullopt) {}

Service::Service(app::Settings settings, std::optional<keyring::Keyring> keys)
    : settings_(std::move(settings)),
      parts_(std::make_unique<Parts>(folder_.path() / "test.db", std::move(keys))) {
  db::migrate(*parts_->database, db::embedded_migrations(), clock.now());
  restart(settings_);
}

Service::~Service() = default;

void Service::restart(app::Settings settings) {
  settings_ = std::move(settings);
  parts_->service.reset();
  parts_->service =
      std::make_unique<app::Service>(settings_, app::Surroundings{.keys = parts_->keys,
                                                                  .database = *parts_->database,
                                                                  .mailer = mail,
                                                                  .random = parts_->random,
                                                                  .log = parts_->log});
}

http::Response Service::answer(http::Request request) {
  request.now = clock.now();
  return http::answer_safely(*parts_->service, std::move(request), parts_->log);
}

http::Response Service::answer_or_hold(http::Request& request) {
  request.now = clock.now();
  return http::answer_or_hold(*parts_->service, request, std::chrono::steady_clock::now(),
                              parts_->log);
}

audit::Deed Service::deed() {
  return {.now = clock.now(),
          .random = parts_->random,
          .actor = audit::Actor::operator_command,
          .address = "",
          .request = ""};
}

organisation::Organisation Service::add_organisation(const std::string& name) {
  return database().write([&](db::Write& db) { return organisation::add(db, deed(), name); });
}

namespace {

ContactId record(db::Write& db, const audit::Deed& deed, const organisation::Scope& scope,
                 const std::string& email, const std::string& first_name,
                 const std::string& last_name, std::vector<std::string> roles) {
  const auto id = contact::add(db, deed, scope,
                               {.email = *Email::parse(email),
                                .first_name = first_name,
                                .last_name = last_name,
                                .roles = std::move(roles)});
  check(id.has_value(), "the contact person was not there yet");
  return *id;
}

}  // namespace

contact::Contact Service::add_contact(const organisation::Organisation& organisation,
                                      const std::string& email, const std::string& first_name,
                                      const std::string& last_name,
                                      std::vector<std::string> roles) {
  const auto scope = organisation::Scope::of_operator(organisation.id);
  return database().write([&](db::Write& db) {
    const auto id = record(db, deed(), scope, email, first_name, last_name, roles);
    auto contact = contact::give_access(db, deed(), service().site().outbox, scope, id);
    check(contact.has_value(), "a new contact person can be given access");
    return std::move(*contact);
  });
}

contact::Contact Service::add_contact_without_access(const organisation::Organisation& organisation,
                                                     const std::string& email) {
  const auto scope = organisation::Scope::of_operator(organisation.id);
  return database().write([&](db::Write& db) {
    return *contact::find(db, scope, record(db, deed(), scope, email, "Ann", "Bakker", {}));
  });
}

void Service::withdraw_access(const organisation::Organisation& organisation,
                              const std::string& email) {
  const auto scope = organisation::Scope::of_operator(organisation.id);
  database().write([&](db::Write& db) {
    const auto contact = contact::find(db, scope, *Email::parse(email));
    check(contact.has_value(), "the contact person is there");
    check(contact::withdraw_access(db, deed(), service().site().outbox, scope, contact->id)
              .has_value(),
          "access was withdrawn");
  });
}

void Service::change_email(const organisation::Organisation& organisation, const std::string& email,
                           const std::string& to) {
  const auto scope = organisation::Scope::of_operator(organisation.id);
  database().write([&](db::Write& db) {
    const auto contact = contact::find(db, scope, *Email::parse(email));
    check(contact.has_value(), "the contact person is there");
    check(contact::change_email(db, deed(), service().site().outbox, scope, contact->id,
                                *Email::parse(to))
              .has_value(),
          "the address was changed");
  });
}

void Service::set_date(const organisation::Organisation& organisation, std::optional<Day> day) {
  database().write([&](db::Write& db) {
    if (day) return organisation::set_date(db, deed(), organisation.id, *day);
    check(organisation::clear_date(db, deed(), organisation.id), "the date was cleared");
  });
}

void Service::exempt(const std::string& email, std::optional<Day> until) {
  const Day today = settings_.policy.time_zone.day_of(clock.now());
  database().write([&](db::Write& db) {
    const auto account = account::find(db, *Email::parse(email));
    check(account.has_value(), "the account is there");
    if (until) return exemption::grant(db, deed(), account->id, *until, "Waits for a telephone");
    check(exemption::end(db, deed(), account->id, today), "the exemption was ended");
  });
}

void Service::add_person(const std::string& email, const std::string& password) {
  add_contact(add_organisation("Example BV"), email);
  set_password(email, password);
}

void Service::set_password(const std::string& email, const std::string& password) {
  const std::string hash = service().site().hasher.hash(Secret{password});
  database().write([&](db::Write& db) {
    const auto account = account::find(db, *Email::parse(email));
    check(account.has_value(), "the account is there");
    check(account::set_password(db, account->id, account->password_version, hash, clock.now()),
          "the password was set");
  });
}

Authenticator Service::enrol_totp(const std::string& email) {
  const Secret secret{parts_->random.bytes(20)};
  database().write([&](db::Write& db) {
    const auto account = account::find(db, *Email::parse(email));
    check(account.has_value(), "the account is there");
    totp::add(db, service().site().keys.sealer, parts_->random,
              {.account = account->id, .name = "Authenticator app", .secret = secret}, clock.now());
  });
  return {to_base32(secret.reveal()), clock};
}

void Service::deliver_letters() {
  const auto all = service().jobs();
  for (const std::string_view name : {"links", "letters"}) {
    for (const jobs::Job& job : all) {
      if (job.name == name) job.run(clock.now());
    }
  }
}

mail::Letter Service::newest_letter_to(const std::string& email) {
  deliver_letters();
  for (auto letter = mail.letters.rbegin(); letter != mail.letters.rend(); ++letter) {
    if (letter->to.text() == email) return *letter;
  }
  throw Bug("a letter was sent to that address");
}

std::string Service::link_in(const mail::Letter& letter) {
  constexpr std::string_view host = "https://portal.example";
  auto begin = std::string::npos;
  for (const std::string_view page : {"/invitation/", "/reset/", "/not-me/"}) {
    begin = std::min(begin, letter.text.find(std::string{host} + std::string{page}));
  }
  check(begin != std::string::npos, "the letter holds a link");
  const auto end = letter.text.find_first_of(" \r\n", begin);
  return letter.text.substr(begin + host.size(), end - begin - host.size());
}

std::vector<std::string> Service::audit() {
  const auto entries = database().read([](db::Read& db) { return audit::newest(db, {}, 10'000); });
  std::vector<std::string> names;
  for (const auto& entry : entries) names.push_back(entry.event);
  return names;
}

std::vector<std::string> Service::log_lines() const {
  const std::lock_guard lock{parts_->lines_mutex};
  return parts_->lines;
}

std::string Service::database_bytes() const {
  std::string bytes;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    std::ifstream file{entry.path(), std::ios::binary};
    bytes.append(std::istreambuf_iterator<char>{file}, {});
  }
  return bytes;
}

db::Database& Service::database() { return *parts_->database; }
app::Service& Service::service() { return *parts_->service; }

}  // namespace sallyport::testkit
