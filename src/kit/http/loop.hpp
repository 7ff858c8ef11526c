// One thread that waits on sockets, and the connections it looks after. For this folder only: it
// includes Boost.Asio.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <span>
#include <thread>
#include <unordered_set>

#include "kit/log/log.hpp"

namespace sallyport::http {

class Connection;

/// All but run_on_thread(), stop(), close_idle(), close_all() and context() is for its own thread.
class Loop {
 public:
  Loop(std::chrono::milliseconds sweep_interval, log::Log&);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void run_on_thread();
  /// Returns when the thread has ended.
  void stop();
  /// Closes connections between requests now; the others close after their response.
  void close_idle();
  void close_all();

  [[nodiscard]] boost::asio::io_context& context() { return context_; }
  /// Where bytes are read to before they belong to a connection: a silent one costs no buffer.
  [[nodiscard]] std::span<char> scratch() { return scratch_; }
  void add(std::shared_ptr<Connection>);
  void remove(const std::shared_ptr<Connection>&);

 private:
  void run();
  void sweep();

  template <class F>
  void for_each(F&& f);

  const std::chrono::milliseconds sweep_interval_;
  log::Log& log_;
  boost::asio::io_context context_{/*concurrency_hint=*/1};
  boost::asio::steady_timer timer_{context_};
  std::unordered_set<std::shared_ptr<Connection>> connections_;
  std::array<char, 16 * 1024> scratch_{};
  std::thread thread_;
};

}  // namespace sallyport::http
