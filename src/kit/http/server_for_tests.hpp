// A server on a free port, and a client that sends whatever bytes it is told to. For tests only.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kit/http/letters.hpp"
#include "kit/http/server.hpp"

namespace sallyport::http::testing_server {

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override { return at_unix_seconds(784'111'777); }
};

class CountingRandom final : public crypto::Random {
 public:
  std::string bytes(std::size_t count) override {
    std::string bytes(count, '\0');
    bytes.back() = static_cast<char>(++calls_);
    return bytes;
  }

 private:
  std::atomic<unsigned> calls_ = 0;
};

struct FunctionApplication final : Application {
  Response answer(const Request& request) override { return on_answer(request); }
  Response on_failure(int status, const Request& request) override {
    if (failure_fails) throw std::runtime_error("the failure page failed");
    return plain_text(status, "failure page, request " + request.id);
  }
  Bell& bell() override { return its_bell; }

  std::function<Response(const Request&)> on_answer = [](const Request& request) {
    return plain_text(200, std::string{name_of(request.method)} + " " + request.path);
  };
  std::atomic<bool> failure_fails = false;
  Bell its_bell;
};

/// Lines as they were logged.
class Lines {
 public:
  void add(std::string_view line) {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(line);
  }
  [[nodiscard]] std::vector<std::string> all() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }
  [[nodiscard]] std::string joined() const {
    std::string text;
    for (const auto& line : all()) text += line;
    return text;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

struct Service {
  explicit Service(ServerOptions options = {}) : options_(std::move(options)) {}

  /// Started at the first use, so that a test can set the application up before.
  Server& server() {
    if (!server_) server_.emplace(options_, application, clock, random, log);
    return *server_;
  }
  [[nodiscard]] std::uint16_t port() { return server().port(); }
  void stop() { server_.reset(); }

  FunctionApplication application;
  FixedClock clock;
  CountingRandom random;
  Lines lines;
  log::Log log{[this](std::string_view line) { lines.add(line); }};

 private:
  ServerOptions options_;
  std::optional<Server> server_;
};

struct Reply {
  int status = 0;  // 0: the connection ended instead
  std::map<std::string, std::string> headers;
  std::string body;
};

enum class Expect { body, head_only };

class Client {
 public:
  explicit Client(std::uint16_t port, const char* from = "127.0.0.1")
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in own = address(from, 0);
    sockaddr_in there = address("127.0.0.1", port);
    EXPECT_EQ(::bind(socket_, generic(own), sizeof own), 0);
    EXPECT_EQ(::connect(socket_, generic(there), sizeof there), 0);
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// False when the peer has gone.
  bool send(std::string_view text) {
    while (!text.empty()) {
      const auto count = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  void end_sending() { ::shutdown(socket_, SHUT_WR); }

  Reply receive(Expect expected = Expect::body) {
    Reply reply;
    std::size_t end = 0;
    while ((end = held_.find("\r\n\r\n")) == std::string::npos) {
      if (!receive_more()) return reply;
    }
    const std::string head = held_.substr(0, end + 2);
    held_.erase(0, end + 4);
    reply.status = std::stoi(head.substr(9, 3));
    for (std::size_t at = head.find("\r\n") + 2; at < head.size();) {
      const auto stop = head.find("\r\n", at);
      const auto colon = head.find(": ", at);
      reply.headers[lower(std::string_view{head}.substr(at, colon - at))] =
          head.substr(colon + 2, stop - colon - 2);
      at = stop + 2;
    }
    const auto length = reply.headers.find("content-length");
    if (expected == Expect::head_only || length == reply.headers.end()) return reply;
    const std::size_t size = std::stoul(length->second);
    while (held_.size() < size && receive_more()) {
    }
    reply.body = held_.substr(0, size);
    held_.erase(0, size);
    return reply;
  }

  /// True when nothing more comes and the peer has ended the connection.
  bool is_closed() { return held_.empty() && !receive_more(); }
  /// True when nothing comes for that long.
  bool is_silent_for(std::chrono::milliseconds time) {
    pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
    return held_.empty() && ::poll(&waiting, 1, static_cast<int>(time.count())) == 0;
  }

 private:
  static sockaddr_in address(const char* text, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    inet_pton(AF_INET, text, &address.sin_addr);
    return address;
  }
  static sockaddr* generic(sockaddr_in& address) { return reinterpret_cast<sockaddr*>(&address); }

  bool receive_more() {
    pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, 10'000) != 1) {
      ADD_FAILURE() << "the server neither answered nor closed within 10 seconds";
      return false;
    }
    char buffer[4096];
    const auto count = ::recv(socket_, buffer, sizeof buffer, 0);
    if (count <= 0) return false;
    held_.append(buffer, static_cast<std::size_t>(count));
    return true;
  }

  int socket_;
  std::string held_;
};

inline std::string get(std::string_view target, std::string_view more_headers = "") {
  return "GET " + std::string{target} + " HTTP/1.1\r\nHost: portal.example\r\n" +
         std::string{more_headers} + "\r\n";
}

inline std::string post(std::string_view target, std::string_view body,
                        std::string_view more_headers = "") {
  return "POST " + std::string{target} + " HTTP/1.1\r\nHost: portal.example\r\n" +
         "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n" + std::string{more_headers} + "\r\n" +
         std::string{body};
}

}  // namespace sallyport::http::testing_server
