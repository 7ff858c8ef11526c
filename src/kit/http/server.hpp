// The HTTP/1.1 server: accepts, reads within limits, hands requests to workers, writes responses.
//
// Source  RFC 9112, made strict where senders and receivers disagree in practice: any
//         Transfer-Encoding is 411; exactly one Host; no folded lines, no absolute-form target, no
//         bytes outside ASCII in the target; header names of letters, digits and "-" only.
// Limits  head 8 KB and 64 fields; body 64 KB; head within 10 s, whole request within 25 s; idle
//         connection 25 s; open connections in total and for each address.
// Threads one or a few for the sockets, which never wait; a pool of workers, on which handlers may.
// Why     docs/decisions/0009-http-library.md (Boost.Asio and Beast's parser behind this header).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "kit/crypto/random.hpp"
#include "kit/http/bell.hpp"
#include "kit/http/message.hpp"
#include "kit/http/sender_address.hpp"
#include "kit/log/log.hpp"
#include "kit/tls/tls.hpp"

namespace sallyport::http {

struct ServerOptions {
  std::string listen_address = "127.0.0.1";
  std::uint16_t port = 0;              // 0: any free one, see Server::port
  const tls::Identity* tls = nullptr;  // null: plain HTTP
  std::size_t io_threads = 1;
  std::size_t workers = 128;            // most of them wait: for a hash, for the disk
  std::size_t waiting_requests = 1024;  // for a worker; more get 503
  std::size_t head_limit = 8 * 1024;
  std::size_t field_limit = 64;
  std::size_t body_limit = 64 * 1024;
  /// Each takes a file descriptor: see connections_that_fit().
  std::size_t connections = 20'000;
  /// For each IPv4 address and each IPv6 /64; ten times as many for each network. Trusted proxies
  /// are counted in the total only.
  std::size_t connections_per_address = 200;
  std::vector<Network> trusted_proxies;  // who may say X-Forwarded-For; nobody by itself
  /// At the same time (see Hold); at most three quarters of the connections, so that others come
  /// in.
  std::size_t held_requests = 20'000;
  std::chrono::milliseconds head_deadline{10'000};
  std::chrono::milliseconds request_deadline{25'000};  // and as long again to take the response
  std::chrono::milliseconds idle_deadline{25'000};
  std::chrono::milliseconds waiting_deadline{2'000};  // for a worker; older requests get 503
  std::chrono::milliseconds linger_deadline{2'000};   // for the peer to read the last response
  std::chrono::milliseconds stop_deadline{10'000};
  std::chrono::milliseconds sweep_interval{250};  // how often deadlines are looked at
};

/// The building above the server. All calls come from several threads at once.
class Application {
 public:
  virtual ~Application() = default;
  /// Called on a worker. May throw; the server turns db::Unavailable and crypto::Overloaded into
  /// 503 and anything else into 500, by on_failure.
  virtual Response answer(const Request&) = 0;
  /// The page for a request that could not be read or answered: 400, 405, 408, 411, 413, 414, 415,
  /// 417, 431, 500, 503, 505. `request` is what is known of it: maybe only its id and time. Also
  /// called on the threads of the sockets, so it must not wait: no database, no network.
  virtual Response on_failure(int status, const Request& request) = 0;
  /// Rung for the requests that it holds; the same each time, and outlives the server.
  virtual Bell& bell() = 0;
};

struct OpenFiles {
  std::size_t connections = 0;    // that fit beside the other files; what was wanted at most
  std::size_t files_for_all = 0;  // the limit of open files with which all fit
};
/// What the system allows this process, after asking it for as much as it may have. To be called
/// before anything forbids asking.
[[nodiscard]] OpenFiles connections_that_fit(std::size_t wanted);

class Server {
 public:
  /// Binds and starts answering. Throws std::runtime_error, with what to do, when it cannot.
  Server(ServerOptions, Application&, const Clock&, crypto::Random&, log::Log&);
  /// Stops accepting, finishes what is under way within stop_deadline (what is held is given to its
  /// handler for the last time at once), then closes. A handler cannot be interrupted: one that is
  /// still running is waited for.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

/// One request answered with no socket in between: parsing of form and cookies, answer(), the one
/// catch, one log line. The server and the tests in memory share what is behind it. Refused by
/// itself: 400 for a query or form that is not well-formed, 415 for a POST of another type than a
/// form or JSON. Nothing comes out but a response: a request that would be held is given again at
/// once, as if its time were over.
[[nodiscard]] Response answer_safely(Application&, Request, log::Log&) noexcept;

/// The same, but what comes out may be a Hold; it has no log line then, and `request` can be given
/// again. `since` is when it came.
[[nodiscard]] Response answer_or_hold(Application&, Request& request,
                                      std::chrono::steady_clock::time_point since,
                                      log::Log&) noexcept;

}  // namespace sallyport::http
