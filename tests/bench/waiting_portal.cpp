#include "tests/bench/waiting_portal.hpp"

#include <signal.h>

#include <string>

#include "app/cli/open.hpp"
#include "app/mailer.hpp"
#include "app/service.hpp"
#include "kit/http/server.hpp"

namespace sallyport::bench {
namespace {

using std::chrono::seconds;

class WithWaiting final : public http::Application {
 public:
  explicit WithWaiting(app::Service& service) : service_(service) {}

  http::Response answer(const http::Request& request) override {
    if (request.path != waiting_path) return service_.answer(request);
    if (request.waited) return http::plain_text(200, request.crowded ? "crowded" : "nothing new");
    const http::Form query = request.query_form();
    const std::string who{query.text("who", 9).value_or("")};
    const auto first = query.text("first", 9);
    return http::hold({.topic = "bench " + who,
                       .most = seconds{first ? std::stoi(std::string{*first}) : 25},
                       .who = who});
  }
  http::Response on_failure(int status, const http::Request& request) override {
    return service_.on_failure(status, request);
  }
  http::Bell& bell() override { return service_.bell(); }

 private:
  app::Service& service_;
};

}  // namespace

void serve_with_waiting(const std::filesystem::path& settings_file) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  log::Log log = log::to_standard_error();
  app::cli::Opened opened{settings_file};
  const SystemClock clock;
  const auto mailer = app::make_mailer(opened.settings);
  app::Service service{opened.settings,
                       {.keys = opened.keys,
                        .database = *opened.database,
                        .mailer = *mailer,
                        .random = opened.random,
                        .log = log}};
  WithWaiting application{service};
  const http::Server server{opened.settings.server, application, clock, opened.random, log};
  int received = 0;
  sigwait(&signals, &received);
}

}  // namespace sallyport::bench
