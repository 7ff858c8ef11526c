#include "kit/http/server.hpp"

#include <algorithm>
#include <atomic>

#include "base/bug.hpp"
#include "kit/http/held_requests.hpp"
#include "kit/http/listener.hpp"
#include "kit/http/loop.hpp"
#include "kit/http/workers.hpp"

namespace sallyport::http {

struct Server::Running {
  Running(ServerOptions the_options, Application& application, const Clock& clock,
          crypto::Random& random, log::Log& log)
      : options(std::move(the_options)),
        open_connections(options.connections, options.connections_per_address),
        held_requests(application.bell(),
                      std::min(options.held_requests, options.connections * 3 / 4)),
        loops(make_loops(options, log)),
        workers(options.workers, options.waiting_requests),
        around{options, application,        clock,         random,  log,
               workers, application.bell(), held_requests, stopping},
        listener(loops, open_connections, around) {}

  static std::vector<std::unique_ptr<Loop>> make_loops(const ServerOptions& options,
                                                       log::Log& log) {
    check(options.io_threads > 0 && options.workers > 0, "a server has threads");
    std::vector<std::unique_ptr<Loop>> loops;
    for (std::size_t i = 0; i < options.io_threads; ++i) {
      loops.push_back(std::make_unique<Loop>(options.sweep_interval, log));
    }
    return loops;
  }

  const ServerOptions options;
  std::atomic<bool> stopping = false;
  OpenConnections open_connections;  // outlives the connections, which give their places back
  HeldRequests held_requests;        // the same
  std::vector<std::unique_ptr<Loop>> loops;  // outlive the workers, which hand responses to them
  Workers workers;
  const Surroundings around;
  Listener listener;
};

Server::Server(ServerOptions options, Application& application, const Clock& clock,
               crypto::Random& random, log::Log& log)
    : running_(std::make_unique<Running>(std::move(options), application, clock, random, log)) {
  running_->listener.start();
  for (const auto& loop : running_->loops) loop->run_on_thread();
}

Server::~Server() {
  Running& running = *running_;
  const auto deadline = std::chrono::steady_clock::now() + running.options.stop_deadline;
  running.stopping = true;
  running.listener.stop();
  for (const auto& loop : running.loops) loop->close_idle();
  running.open_connections.wait_until_none(deadline);

  running.held_requests.ignore_rings();
  for (const auto& loop : running.loops) loop->close_all();
  running.workers.stop();
  for (const auto& loop : running.loops) loop->stop();
}

std::uint16_t Server::port() const { return running_->listener.port(); }

}  // namespace sallyport::http
