// One socket, from request to request. For this folder only: it includes Boost.Asio.
//
//                                  held
//                                  │  ▲
//                                  ▼  │
//   greeting ──► head ──► body ──► working ──► writing ──► head (kept alive)
//   (of TLS)       │        │      (delaying)     │
//                  └────────┴── refused ──────────┴──► lingering ──► closed
//
// Nothing is read while a request is worked on: who sends requests ahead waits in the kernel's
// buffer. Waiting for bytes holds no buffer, so a silent connection costs about 1 KB and a slow one
// what it sent. While a request is held, what comes is read, so that the peer's end is noticed.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "kit/http/channel.hpp"
#include "kit/http/head.hpp"
#include "kit/http/held_requests.hpp"
#include "kit/http/open_connections.hpp"
#include "kit/http/server.hpp"
#include "kit/http/workers.hpp"

namespace sallyport::http {

class Loop;

/// What the connections of a server share.
struct Surroundings {
  const ServerOptions& options;
  Application& application;
  const Clock& clock;
  crypto::Random& random;
  log::Log& log;
  Workers& workers;
  Bell& bell;
  HeldRequests& held_requests;
  const std::atomic<bool>& stopping;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Socket, const Address& peer, OpenConnections::Place, Loop&, const Surroundings&);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start();
  void check_deadline(std::chrono::steady_clock::time_point now);
  void close_if_idle();
  void close();

 private:
  enum class Stage { greeting, head, body, working, held, delaying, writing, lingering, closed };
  struct Errand;

  void greet();
  void await_request();
  void begin_request();
  using Next = void (Connection::*)();
  void await(Channel::Progress, Next);
  void soon(Next);
  void await_bytes() { await(Channel::Progress::needs_bytes, &Connection::read); }
  void read();
  [[nodiscard]] std::size_t room() const;
  void look_for_head();
  void take_head(std::size_t length);
  void take_body(std::string_view bytes);
  [[nodiscard]] bool say_continue();
  void hand_over();
  [[nodiscard]] std::function<void()> job_of(std::shared_ptr<Errand>);
  void take_answer(Response, std::shared_ptr<Errand>, Bell::Count rings);
  void hold(const Hold&, std::shared_ptr<Errand>, Bell::Count rings);
  [[nodiscard]] HeldRequests::Wake wake();
  void read_ahead();
  void give_again(HeldRequests::End);
  void refuse(const Refusal&);
  void respond(const Response&);
  void write_on();
  void finish_response();
  void linger();
  void identify(Request&);

  Channel channel_;
  const Address peer_;
  std::optional<OpenConnections::Place> place_;
  Loop& loop_;
  const Surroundings& around_;

  Stage stage_ = Stage::head;
  std::chrono::steady_clock::time_point started_;   // the request's first byte
  std::chrono::steady_clock::time_point deadline_;  // of this stage
  unsigned turn_ = 0;     // a wait that was called off may still report; it has an older turn
  std::string received_;  // of the head, and what came with it
  HeadEnd head_end_;
  Request request_;
  std::size_t body_length_ = 0;
  bool keep_alive_ = true;
  std::shared_ptr<Errand> held_;  // until the deadline, or its topic is rung
  HeldRequests::Place held_place_;
  Response delayed_;  // until the deadline
  std::string out_;
  std::size_t written_ = 0;    // of it
  std::size_t discarded_ = 0;  // while lingering
};

}  // namespace sallyport::http
