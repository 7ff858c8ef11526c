#include "app/containment.hpp"

#include <sys/stat.h>

#include <array>

namespace sallyport::app {
namespace {

using std::filesystem::path;

/// What the libraries read while running: time zones, certificates' authorities, their own
/// settings, and chance (SQLite).
constexpr std::array libraries_read = {"/usr/share/zoneinfo", "/etc/localtime", "/usr/lib/ssl",
                                       "/etc/ssl/openssl.cnf"};

/// A name is looked up by what /etc says, through modules that are loaded then; resolv.conf often
/// leads to /run.
constexpr std::array for_names = {"/etc",
                                  "/usr/lib",
                                  "/usr/share/ca-certificates",
                                  "/run/systemd/resolve",
                                  "/run/resolvconf",
                                  "/run/NetworkManager"};
constexpr std::uint16_t domain_names = 53;
constexpr std::uint16_t https = 443;

path folder_of(const path& file) { return file.has_parent_path() ? file.parent_path() : path{"."}; }

/// Where it lies and where it really lies: a renewed file stands in the place of the former, or a
/// link is turned.
void allow_around(std::vector<path>& paths, const path& file) {
  paths.push_back(folder_of(file));
  std::error_code error;
  const path real = std::filesystem::canonical(file, error);
  if (!error) paths.push_back(folder_of(real));
}

/// Emails over a mail server; its name has to be found first.
void allow_mail_server(sandbox::Rules& rules, const mail::SmtpOptions& smtp) {
  rules.call.insert(rules.call.end(), {smtp.port, domain_names});
  rules.read.insert(rules.read.end(), for_names.begin(), for_names.end());
  for (const path& file : {smtp.password_file, smtp.authorities}) {
    if (!file.empty()) rules.read.push_back(file);
  }
}

/// By https alone, so a push service of one's own must be there too.
void allow_push_services(sandbox::Rules& rules) {
  rules.call.insert(rules.call.end(), {https, domain_names});
  rules.read.insert(rules.read.end(), for_names.begin(), for_names.end());
}

std::string_view yes_or_no(bool yes) { return yes ? "yes" : "no"; }

}  // namespace

sandbox::Rules rules_of(const Settings& settings, const path& settings_file) {
  sandbox::Rules rules;
  rules.read = {settings_file};
  rules.read.insert(rules.read.end(), libraries_read.begin(), libraries_read.end());
  if (settings.tls) {
    allow_around(rules.read, settings.tls->files.certificate);
    allow_around(rules.read, settings.tls->files.key);
  }
  rules.write = {folder_of(settings.database), settings.keys};
  for (const path& folder : {settings.mail_folder, settings.bounces}) {
    if (!folder.empty()) rules.write.push_back(folder);
  }
  if (settings.smtp) allow_mail_server(rules, *settings.smtp);
  if (settings.push) allow_push_services(rules);
  rules.local_sockets = !settings.syslog.empty();
  if (!settings.place_database.empty()) allow_around(rules.read, settings.place_database);
  if (settings.overrides) rules.read.push_back(*settings.overrides);
  rules.write.push_back(folder_of(settings.checkpoint_file));
  rules.listen = {settings.server.port};
  return rules;
}

void contain(const Settings& settings, const path& settings_file, log::Log& log) {
  if (!settings.sandbox) {
    log.write(log::Level::warning, "not_contained", {{"why", "server.sandbox is false"}});
    return;
  }
  std::error_code told_by_who_uses_it;
  for (const path& folder : {settings.keys, settings.mail_folder}) {
    if (folder.empty()) continue;
    std::filesystem::create_directories(folder_of(folder), told_by_who_uses_it);
    ::mkdir(folder.c_str(), 0700);
  }
  const auto in_force = sandbox::enter(rules_of(settings, settings_file));
  log.write(in_force.all() ? log::Level::info : log::Level::warning,
            in_force.all() ? "contained" : "not_contained",
            {{"files", yes_or_no(in_force.files)},
             {"ports", yes_or_no(in_force.ports)},
             {"system_calls", yes_or_no(in_force.system_calls)},
             {"why", in_force.all() ? "" : "this kernel lacks what is marked no"}});
}

}  // namespace sallyport::app
