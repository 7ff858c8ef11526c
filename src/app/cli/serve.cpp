#include "app/cli/serve.hpp"

#include <fmt/format.h>

#include <csignal>

#include "app/containment.hpp"
#include "app/jobs.hpp"
#include "app/mailer.hpp"
#include "app/service.hpp"

namespace sallyport::app::cli {
namespace {

/// Null where a proxy in front speaks TLS.
std::unique_ptr<tls::Identity> identity_of(const Settings& settings, Time now) {
  if (!settings.tls) return nullptr;
  return std::make_unique<tls::Identity>(settings.tls->files, settings.tls->host, now);
}

/// So many connections as there are file descriptors for.
std::size_t connections_of(const http::ServerOptions& options, log::Log& log) {
  const auto open = http::connections_that_fit(options.connections);
  if (open.connections < options.connections) {
    log.write(log::Level::warning, "fewer_connections",
              {{"connections", open.connections},
               {"wanted", options.connections},
               {"open_files_for_all", open.files_for_all},
               {"why",
                "the limit of open files: raise it (LimitNOFILE in a systemd unit), or "
                "lower server.connections"}});
  }
  return open.connections;
}

/// Taken from all threads, before any is started, so that the one below receives them.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

}  // namespace

void serve(const std::filesystem::path& settings_file) {
  const sigset_t signals = block_signals();
  log::Log log = log::to_standard_error();
  const Settings settings = read_settings(settings_file);
  const std::size_t connections = connections_of(settings.server, log);
  // Before the first thread, so that all of them are inside.
  contain(settings, settings_file, log);
  Opened opened{settings_file};
  const SystemClock clock;
  const std::unique_ptr<mail::Mailer> mailer = make_mailer(opened.settings);
  Service service{opened.settings,
                  {.keys = opened.keys,
                   .database = *opened.database,
                   .mailer = *mailer,
                   .random = opened.random,
                   .log = log}};
  service.check_clock(clock.now());
  const auto identity = identity_of(opened.settings, clock.now());
  opened.settings.server.tls = identity.get();
  opened.settings.server.connections = connections;
  const jobs::Runner upkeep{service.upkeep(), clock, log};
  auto jobs = service.jobs();
  if (identity) jobs.push_back(watch_certificate(*identity, log));
  jobs::Runner runner{std::move(jobs), clock, log};
  const http::Server server{opened.settings.server, service, clock, opened.random, log};
  log.write(log::Level::info, "serving",
            {{"address", opened.settings.portal.public_address}, {"port", server.port()}});

  int received = 0;
  while (sigwait(&signals, &received) == 0 && received == SIGHUP) {
    if (identity) runner.wake(certificate_job);
  }
  service.close_audit_log(clock.now());
  log.write(log::Level::info, "stopping", {{"signal", received}});
  mailer->stop();
}

}  // namespace sallyport::app::cli
