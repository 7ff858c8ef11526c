#include "kit/http/listener.hpp"

#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <stdexcept>

namespace sallyport::http {
namespace {

using boost::asio::ip::tcp;
using Problem = boost::system::error_code;

Address address_of(const tcp::endpoint& peer) {
  auto text = peer.address().to_string();
  text.resize(std::min(text.find('%'), text.size()));  // a link-local address names its interface
  return *Address::parse(text);
}

tcp::endpoint endpoint_of(const ServerOptions& options) {
  Problem problem;
  const auto address = boost::asio::ip::make_address(options.listen_address, problem);
  if (problem) {
    throw std::runtime_error(fmt::format(
        "cannot listen on \"{}\": it is not an IP address. Write one, for example 127.0.0.1 or ::",
        options.listen_address));
  }
  return {address, options.port};
}

}  // namespace

Listener::Listener(const std::vector<std::unique_ptr<Loop>>& loops,
                   OpenConnections& open_connections, const Surroundings& around)
    : loops_(loops),
      open_connections_(open_connections),
      around_(around),
      acceptor_(loops.front()->context()),
      timer_(loops.front()->context()) {
  const auto endpoint = endpoint_of(around.options);
  try {
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address{true});
    acceptor_.bind(endpoint);
    acceptor_.listen();
    port_ = acceptor_.local_endpoint().port();
  } catch (const boost::system::system_error& problem) {
    throw std::runtime_error(fmt::format(
        "cannot listen on {} port {}: {}. Stop the program that has it, or choose another "
        "address or port in the settings",
        around.options.listen_address, around.options.port, problem.code().message()));
  }
}

void Listener::stop() {
  boost::asio::post(loops_.front()->context(), [this] {
    Problem ignored;
    acceptor_.close(ignored);
    timer_.cancel();
  });
}

void Listener::accept() {
  Loop& loop = *loops_[next_loop_];
  next_loop_ = (next_loop_ + 1) % loops_.size();
  acceptor_.async_accept(loop.context(), peer_, [this, &loop](Problem problem, Socket socket) {
    if (!acceptor_.is_open()) return;
    if (problem == boost::asio::error::connection_aborted) return accept();
    if (problem) {
      around_.log.write(log::Level::warning, "accept_failed", {{"what", problem.message()}});
      return rest();
    }
    take_in(std::move(socket), peer_, loop);
    accept();
  });
}

void Listener::take_in(Socket socket, const tcp::endpoint& from, Loop& loop) {
  const Address peer = address_of(from);
  const auto count = is_trusted(peer, around_.options.trusted_proxies)
                         ? OpenConnections::Count::in_total_only
                         : OpenConnections::Count::by_address;
  auto place = open_connections_.take(peer, count);
  if (!place && around_.options.tls) return;  // it would not understand us
  if (!place) {
    // Not worth a page: who is turned away here has many connections, or everyone has.
    constexpr std::string_view full =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: "
        "close\r\n\r\n";
    Problem ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(boost::asio::buffer(full), ignored);
    socket.shutdown(Socket::shutdown_send, ignored);
    return;
  }
  auto connection =
      std::make_shared<Connection>(std::move(socket), peer, std::move(*place), loop, around_);
  boost::asio::post(loop.context(), [connection = std::move(connection)] { connection->start(); });
}

void Listener::rest() {
  // Most likely no file descriptor is left: trying at once would only spin.
  timer_.expires_after(std::chrono::milliseconds{100});
  timer_.async_wait([this](Problem problem) {
    if (!problem && acceptor_.is_open()) accept();
  });
}

}  // namespace sallyport::http
