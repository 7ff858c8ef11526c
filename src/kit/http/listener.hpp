// The socket that new connections come in by. For this folder only: it includes Boost.Asio.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <vector>

#include "kit/http/connection.hpp"
#include "kit/http/loop.hpp"
#include "kit/http/open_connections.hpp"

namespace sallyport::http {

/// Hands connections to the loops in turn; runs on the first.
class Listener {
 public:
  /// Throws std::runtime_error with what to do when the address cannot be had.
  Listener(const std::vector<std::unique_ptr<Loop>>&, OpenConnections&, const Surroundings&);

  void start() { accept(); }
  /// From any thread.
  void stop();
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  void accept();
  void take_in(Socket, const boost::asio::ip::tcp::endpoint&, Loop&);
  void rest();

  const std::vector<std::unique_ptr<Loop>>& loops_;
  OpenConnections& open_connections_;
  const Surroundings& around_;
  boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, boost::asio::io_context::executor_type>
      acceptor_;
  boost::asio::steady_timer timer_;
  boost::asio::ip::tcp::endpoint peer_;
  std::uint16_t port_ = 0;
  std::size_t next_loop_ = 0;
};

}  // namespace sallyport::http
