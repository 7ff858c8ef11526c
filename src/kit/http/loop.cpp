#include "kit/http/loop.hpp"

#include <boost/asio/post.hpp>
#include <vector>

#include "kit/http/connection.hpp"

namespace sallyport::http {

Loop::Loop(std::chrono::milliseconds sweep_interval, log::Log& log)
    : sweep_interval_(sweep_interval), log_(log) {
  sweep();
}

Loop::~Loop() { stop(); }

void Loop::run_on_thread() {
  thread_ = std::thread([this] { run(); });
}

void Loop::stop() {
  context_.stop();
  if (thread_.joinable()) thread_.join();
}

void Loop::run() {
  while (!context_.stopped()) {
    try {
      context_.run();
    } catch (const std::exception& thrown) {
      // The connection it came from has nothing under way any more; the sweep closes it.
      log_.write(log::Level::error, "connection_failed", {{"what", thrown.what()}});
    }
  }
}

template <class F>
void Loop::for_each(F&& f) {
  // A copy: `f` may close connections.
  const std::vector<std::shared_ptr<Connection>> all(connections_.begin(), connections_.end());
  for (const auto& connection : all) f(*connection);
}

void Loop::sweep() {
  timer_.expires_after(sweep_interval_);
  timer_.async_wait([this](boost::system::error_code problem) {
    if (problem) return;
    sweep();  // first, so that an exception below does not end the sweeps
    const auto now = std::chrono::steady_clock::now();
    for_each([&](Connection& connection) { connection.check_deadline(now); });
  });
}

void Loop::close_idle() {
  boost::asio::post(
      context_, [this] { for_each([](Connection& connection) { connection.close_if_idle(); }); });
}

void Loop::close_all() {
  boost::asio::post(context_,
                    [this] { for_each([](Connection& connection) { connection.close(); }); });
}

void Loop::add(std::shared_ptr<Connection> connection) {
  connections_.insert(std::move(connection));
}

void Loop::remove(const std::shared_ptr<Connection>& connection) { connections_.erase(connection); }

}  // namespace sallyport::http
