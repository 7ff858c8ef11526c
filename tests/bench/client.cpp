#include "tests/bench/client.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "base/encoding.hpp"
#include "features/factors/totp/totp.hpp"

namespace sallyport::bench {
namespace {

constexpr int patience = 60;  // seconds

std::string between(const std::string& text, std::string_view before, char after) {
  const auto found = text.find(before);
  if (found == std::string::npos) return {};
  const auto begin = found + before.size();
  return text.substr(begin, text.find(after, begin) - begin);
}

}  // namespace

int connect_to(int port) {
  const int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval wait{.tv_sec = patience, .tv_usec = 0};
  setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  const int on = 1;
  setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(made, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) return made;
  close(made);
  return -1;
}

std::string Answer::header(std::string_view name) const {
  const auto found = head.find(fmt::format("\r\n{}: ", name));
  if (found == std::string::npos) return {};
  const auto begin = found + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

Connection::~Connection() {
  if (socket_ >= 0) close(socket_);
}

bool Connection::send(const std::string& request) const {
  std::size_t sent = 0;
  while (sent < request.size()) {
    const auto some = ::send(socket_, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
    if (some <= 0) return false;
    sent += static_cast<std::size_t>(some);
  }
  return true;
}

bool Connection::receive(Answer& answer) {
  std::string text;
  char part[16384];
  std::size_t whole = std::string::npos;
  while (text.size() < whole) {
    const auto some = recv(socket_, part, sizeof part, 0);
    if (some <= 0) return false;
    text.append(part, static_cast<std::size_t>(some));
    if (whole != std::string::npos) continue;
    const auto end = text.find("\r\n\r\n");
    if (end == std::string::npos) continue;
    answer.head = text.substr(0, end + 2);
    const std::string size = answer.header("Content-Length");
    whole = end + 4 + (size.empty() ? 0 : std::stoul(size));
  }
  answer.status = std::stoi(answer.head.substr(9, 3));
  answer.body = text.substr(answer.head.size() + 2);
  return true;
}

Answer Connection::exchange(const std::string& request) {
  // A connection that rested may be closed by now; a new one is not.
  for (int round = 0; round < 3; ++round) {
    if (socket_ < 0) socket_ = connect_to(port_);
    Answer answer;
    if (socket_ >= 0 && send(request) && receive(answer)) {
      if (answer.header("Connection") == "close") {
        close(socket_);
        socket_ = -1;
      }
      return answer;
    }
    if (socket_ >= 0) close(socket_);
    socket_ = -1;
  }
  throw std::runtime_error("no answer from port " + std::to_string(port_));
}

std::string Person::request(std::string_view method, const std::string& path,
                            const std::string& body, std::string_view further_head) const {
  std::string head = fmt::format(
      "{} {} HTTP/1.1\r\nHost: localhost:{}\r\nUser-Agent: Mozilla/5.0\r\nAccept-Language: en\r\n"
      "X-Forwarded-For: {}\r\n{}",
      method, path, port_, address_, further_head);
  std::string kept;
  for (const auto& [name, value] : cookies) {
    kept += fmt::format("{}{}={}", kept.empty() ? "" : "; ", name, value);
  }
  if (!kept.empty()) head += fmt::format("Cookie: {}\r\n", kept);
  if (method == "POST") {
    head += fmt::format(
        "Origin: http://localhost:{}\r\nSec-Fetch-Site: same-origin\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
        port_, body.size());
  }
  return head + "\r\n" + body;
}

Answer Person::keep(Answer answer) {
  constexpr std::string_view set = "\r\nSet-Cookie: ";
  for (auto at = answer.head.find(set); at != std::string::npos; at = answer.head.find(set, at)) {
    at += set.size();
    const std::string cookie = answer.head.substr(at, answer.head.find_first_of(";\r", at) - at);
    const auto equals = cookie.find('=');
    if (equals + 1 == cookie.size()) {
      cookies.erase(cookie.substr(0, equals));
    } else {
      cookies[cookie.substr(0, equals)] = cookie.substr(equals + 1);
    }
  }
  return answer;
}

Answer Person::open(const std::string& path) {
  Answer answer = keep(connection_.exchange(request("GET", path)));
  for (int hops = 0; answer.status == 303 && hops < 5; ++hops) {
    answer = keep(connection_.exchange(request("GET", answer.header("Location"))));
  }
  return answer;
}

Answer Person::post(const std::string& path, const std::string& body) {
  return keep(connection_.exchange(request("POST", path, body)));
}

std::string form_token(const std::string& html) {
  return between(html, "name=\"form_token\" value=\"", '"');
}

Person::SignedIn Person::sign_in(const std::string& email, const std::string& password,
                                 const Secret& secret) {
  SignedIn result;
  const auto until_let_in = [&](const auto& ask) {
    for (;;) {
      Answer answer = ask();
      if (answer.status != 503) return answer;
      ++result.held_off;
      const std::string wait = answer.header("Retry-After");
      std::this_thread::sleep_for(std::chrono::seconds{wait.empty() ? 1 : std::stoi(wait)});
    }
  };
  const auto stopped = [&](const Answer& answer) {
    result.last = fmt::format("{} {}", answer.status, answer.body.substr(0, 200));
    return result;
  };
  const Answer page = until_let_in([&] { return open("/signin"); });
  if (page.status != 200) return stopped(page);
  const std::string typed =
      fmt::format("form_token={}&email={}&password={}", percent_encode(form_token(page.body)),
                  percent_encode(email), percent_encode(password));
  const Answer first = until_let_in([&] { return post("/signin/password", typed); });
  if (first.status != 303) return stopped(first);
  const Answer asked = until_let_in([&] { return open(first.header("Location")); });
  const std::string action = between(asked.body, "action=\"/signin/factor/", '"');
  if (action.empty()) return stopped(asked);
  const Answer second = until_let_in([&] {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return post("/signin/factor/" + action,
                fmt::format("form_token={}&code={}", percent_encode(form_token(asked.body)),
                            totp::code_at(secret, totp::step_at(now))));
  });
  result.in = second.status == 303 && cookies.contains("__Host-sid");
  return result.in ? result : stopped(second);
}

}  // namespace sallyport::bench
