// The settings of the program: one table, the source of parser, commented example, help and docs.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/policy/policy.hpp"
#include "kit/crypto/password_hash.hpp"
#include "kit/http/server.hpp"
#include "kit/mail/smtp.hpp"
#include "kit/push/endpoint.hpp"
#include "kit/push/sender.hpp"
#include "kit/settings/settings.hpp"
#include "kit/tls/tls.hpp"
#include "site/site.hpp"

namespace sallyport::app {

[[nodiscard]] std::span<const settings::Setting> settings_table();

/// TLS that the program speaks itself.
struct Tls {
  tls::Files files;
  std::string host;  // of the public address
};

/// Ringing phones at their push services.
struct Push {
  push::Options options;
  push::Rules rules;
};

/// What the settings file says, as the parts of the program want it.
struct Settings {
  std::filesystem::path database;
  std::filesystem::path keys;
  std::size_t backups = 0;                // kept from before a change of the schema
  std::filesystem::path mail_folder;      // empty: emails go over `smtp`
  std::optional<mail::SmtpOptions> smtp;  // none: they go into `mail_folder`
  mail::Sender sender;
  std::string dkim_selector;      // of the signatures under emails; empty: not told
  std::filesystem::path bounces;  // a Maildir; empty: none
  std::filesystem::path syslog;   // the log service's socket; empty: none
  http::ServerOptions server;
  bool sandbox = true;
  std::optional<Tls> tls;  // nothing: plain HTTP, for a proxy in front
  crypto::HashCost hash_cost;
  crypto::HashQueue hash_queue = {};
  throttle::SenderLimit sender_limit = {};
  std::int64_t requests_per_minute = 600;
  policy::Policy policy;
  policy::Lifetimes lifetimes;
  site::Portal portal;
  site::Pocket pocket;
  std::optional<Push> push;                        // none: phones are not rung
  std::filesystem::path checkpoint_file;           // of the audit log
  std::optional<std::filesystem::path> overrides;  // the operator's own look and words
  std::filesystem::path place_database;            // of IP addresses; empty: none
};

/// Reads a settings file. Throws settings::Refused with all that is wrong in it.
[[nodiscard]] Settings read_settings(const std::filesystem::path& file);
[[nodiscard]] Settings settings_of(const settings::Values&);

}  // namespace sallyport::app
