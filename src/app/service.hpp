// The building put together: every object is made here, once.
//
// Read    settings.hpp (the table), service.hpp, features.cpp (the list), jobs.cpp (the list),
// cli/.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/settings.hpp"
#include "kit/http/router.hpp"
#include "kit/http/server.hpp"
#include "kit/jobs/jobs.hpp"
#include "kit/mail/mail.hpp"
#include "site/site.hpp"

namespace sallyport::app {

/// What the service needs of the world around it; a test brings its own.
struct Surroundings {
  const keyring::Keyring& keys;
  db::Database& database;
  mail::Mailer& mailer;
  crypto::Random& random;
  log::Log& log;
};

class Service final : public http::Application {
 public:
  Service(const Settings&, const Surroundings&);
  ~Service() override;

  http::Response answer(const http::Request&) override;
  http::Response on_failure(int status, const http::Request&) override;
  http::Bell& bell() override;

  [[nodiscard]] std::vector<jobs::Job> jobs();
  [[nodiscard]] const http::Router& router() const;
  [[nodiscard]] const site::Site& site() const;

  /// Throws ClockBehind when the machine's clock cannot be right.
  void check_clock(Time now);
  /// For a thread of their own.
  [[nodiscard]] std::vector<jobs::Job> upkeep();
  /// Before the program ends: what was recorded last is signed too.
  void close_audit_log(Time now);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace sallyport::app
