// A push service on this machine, and a browser that has subscribed there. For tests only.
#pragma once

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/bug.hpp"
#include "kit/crypto/aes_gcm.hpp"
#include "kit/crypto/digest.hpp"
#include "kit/push/encryption.hpp"
#include "kit/push/sender.hpp"

namespace sallyport::push::testing_service {

struct Rung {
  std::string path;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

/// Answers each path with what was set for it, and else 201. A thread for each connection.
class PushService {
 public:
  /// A status line and headers; empty: no answer at all.
  using Answer = std::function<std::string(int times_asked)>;

  PushService() : listening_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    check(::bind(listening_, any, size) == 0 && ::listen(listening_, 100) == 0 &&
              ::getsockname(listening_, any, &size) == 0,
          "a test listens");
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread{[this] { accept(); }};
  }
  ~PushService() {
    stopping_ = true;
    accepting_.join();
    for (auto& serving : serving_) serving.join();
    ::close(listening_);
  }
  PushService(const PushService&) = delete;
  PushService& operator=(const PushService&) = delete;

  void answer(const std::string& path, Answer answer) {
    const std::lock_guard lock{mutex_};
    answers_[path] = std::move(answer);
  }
  void answer(const std::string& path, const std::string& always) {
    answer(path, [always](int) { return always; });
  }
  [[nodiscard]] std::vector<Rung> rung() const {
    const std::lock_guard lock{mutex_};
    return rung_;
  }
  [[nodiscard]] std::size_t times_rung(const std::string& path) const {
    const std::lock_guard lock{mutex_};
    return static_cast<std::size_t>(std::ranges::count(rung_, path, &Rung::path));
  }
  [[nodiscard]] std::size_t connections() const { return connections_; }
  [[nodiscard]] std::string port() const { return std::to_string(port_); }
  [[nodiscard]] std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + port() + path;
  }

 private:
  /// False when there is nothing to read before the end.
  bool wait_for(int socket) const {
    while (!stopping_) {
      pollfd waiting{.fd = socket, .events = POLLIN, .revents = 0};
      if (::poll(&waiting, 1, 20) == 1) return true;
    }
    return false;
  }
  void accept() {
    while (wait_for(listening_)) {
      const int socket = ::accept(listening_, nullptr, nullptr);
      if (socket < 0) continue;
      ++connections_;
      serving_.emplace_back([this, socket] {
        serve(socket);
        ::close(socket);
      });
    }
  }
  void serve(int socket) {
    std::string held;
    for (;;) {
      const auto end = held.find("\r\n\r\n");
      if (end != std::string::npos) {
        Rung rung = head_of(held.substr(0, end));
        const std::size_t length = std::stoul(rung.headers["content-length"]);
        if (held.size() >= end + 4 + length) {
          rung.body = held.substr(end + 4, length);
          held.erase(0, end + 4 + length);
          const std::string answer = answer_to(std::move(rung));
          if (!answer.empty() && ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL) <= 0) {
            return;
          }
          continue;
        }
      }
      if (!wait_for(socket)) return;
      char buffer[4096];
      const auto count = ::recv(socket, buffer, sizeof buffer, 0);
      if (count <= 0) return;
      held.append(buffer, static_cast<std::size_t>(count));
    }
  }
  static Rung head_of(const std::string& head) {
    Rung rung;
    rung.path = head.substr(5, head.find(' ', 5) - 5);  // after "POST "
    for (std::size_t at = head.find("\r\n"); at != std::string::npos;) {
      const auto next = head.find("\r\n", at + 2);
      const std::string line = head.substr(at + 2, next - at - 2);
      const auto colon = line.find(": ");
      std::string name = line.substr(0, colon);
      for (char& letter : name) letter = static_cast<char>(std::tolower(letter));
      rung.headers[name] = line.substr(colon + 2);
      at = next;
    }
    return rung;
  }
  std::string answer_to(Rung rung) {
    const std::lock_guard lock{mutex_};
    const std::string path = rung.path;
    rung_.push_back(std::move(rung));
    const auto found = answers_.find(path);
    std::string said = "201 Created\r\n";
    if (found != answers_.end()) said = found->second(++asked_[path]);
    return said.empty() ? "" : "HTTP/1.1 " + said + "Content-Length: 0\r\n\r\n";
  }

  int listening_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<std::size_t> connections_ = 0;
  mutable std::mutex mutex_;
  std::map<std::string, Answer> answers_;
  std::map<std::string, int> asked_;
  std::vector<Rung> rung_;
  std::vector<std::thread> serving_;
  std::thread accepting_;
};

/// The other end: it can read what is for it.
class Browser {
 public:
  explicit Browser(crypto::Random& random)
      : key_(crypto::P256Key::fresh(random)), secret_(random.bytes(receiver_secret_size)) {}
  Browser(crypto::P256Key key, std::string secret)
      : key_(std::move(key)), secret_(std::move(secret)) {}

  [[nodiscard]] Receiver receiver() const {
    return {.public_key = key_.public_key(), .secret = secret_};
  }

  /// RFC 8291 §3 and RFC 8188 §2, read from the receiver's side.
  [[nodiscard]] std::optional<std::string> read(std::string_view body) const {
    if (body.size() < 86 || body.substr(16, 4) != std::string_view{"\0\0\x10\0", 4} ||
        body[20] != 65) {
      return std::nullopt;
    }
    const std::string_view sender = body.substr(21, 65);
    const auto shared = key_.shared_with(sender);
    if (!shared) return std::nullopt;
    std::string about{"WebPush: info\0", 14};
    about += key_.public_key();
    about += sender;
    const Secret input = crypto::derive_bytes(*shared, Secret{secret_}, about, 32);
    const Secret salt{body.substr(0, 16)};
    const Secret key = crypto::derive_bytes(input, salt, {"Content-Encoding: aes128gcm\0", 28}, 16);
    const Secret nonce = crypto::derive_bytes(input, salt, {"Content-Encoding: nonce\0", 24}, 12);
    const auto record = crypto::decrypt_aes_gcm(key, nonce.reveal(), body.substr(86));
    if (!record) return std::nullopt;
    const auto end = record->reveal().find_last_not_of('\0');
    if (end == std::string_view::npos || record->reveal()[end] != '\x02') return std::nullopt;
    return std::string{record->reveal().substr(0, end)};
  }

 private:
  crypto::P256Key key_;
  std::string secret_;
};

/// Takes reports as they come, and waits for them.
class Reports {
 public:
  [[nodiscard]] std::function<void()> bell() {
    return [this] {
      const std::lock_guard lock{mutex_};
      ++rung_;
      changed_.notify_all();
    };
  }
  /// The next `count`, or what there is after ten seconds.
  std::vector<Report> take(Sender& sender, std::size_t count) {
    std::vector<Report> all;
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    for (;;) {
      std::unique_lock lock{mutex_};
      const int before = rung_;
      lock.unlock();
      for (Report& one : sender.take_reports()) all.push_back(std::move(one));
      if (all.size() >= count) return all;
      lock.lock();
      if (!changed_.wait_until(lock, until, [&] { return rung_ != before; })) {
        ADD_FAILURE() << "only " << all.size() << " reports of " << count;
        return all;
      }
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int rung_ = 0;
};

}  // namespace sallyport::push::testing_service
