// Those who mean it ill, and what the others notice.
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <thread>

#include "base/encoding.hpp"
#include "tests/bench/client.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/load.hpp"
#include "tests/bench/parts.hpp"

namespace sallyport::bench {
namespace {

constexpr std::size_t guessers = 64;
constexpr int slow_connections = 1'000;
constexpr int rounds = 3;
constexpr double seconds = 8;  // of each round
constexpr int at_a_time = 6;

/// Guesses at one account until told to stop.
class Guessing {
 public:
  Guessing(int port, std::size_t victim, std::size_t addresses_from) {
    for (std::size_t i = 0; i < guessers; ++i) {
      threads_.emplace_back([this, port, victim, address = address_of(addresses_from + i)] {
        Person person(port, address);
        const std::string token = percent_encode(form_token(person.open("/signin").body));
        while (!stop_) {
          person.post("/signin/password",
                      fmt::format("form_token={}&email={}&password=wrong{}", token,
                                  percent_encode(email_of(victim)), guesses_++));
        }
      });
    }
  }
  ~Guessing() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
  }
  Guessing(const Guessing&) = delete;
  Guessing& operator=(const Guessing&) = delete;

  [[nodiscard]] int guesses() const { return guesses_; }

 private:
  std::atomic<bool> stop_ = false;
  std::atomic<int> guesses_ = 0;
  std::vector<std::thread> threads_;
};

/// How many of a thousand connections, each of which sends a byte a second, are open after 30 s.
int slow_ones_left(int port) {
  std::vector<int> sockets;
  const std::string head = fmt::format("GET /signin HTTP/1.1\r\nHost: localhost:{}\r\nX: ", port);
  for (int i = 0; i < slow_connections; ++i) {
    sockets.push_back(connect_to(port));
    send(sockets.back(), head.data(), head.size(), MSG_NOSIGNAL);
  }
  for (int second = 0; second < 30; ++second) {
    std::this_thread::sleep_for(std::chrono::seconds{1});
    for (const int one : sockets) send(one, "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
  }
  int open = 0;
  for (const int one : sockets) {
    char byte = 0;
    ssize_t some = 0;
    while ((some = recv(one, &byte, 1, MSG_DONTWAIT)) > 0) {  // a refusal before the end
    }
    if (some < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) ++open;
    close(one);
  }
  return open;
}

}  // namespace

void measure_guessing() {
  const Installation installation(10'000);
  const auto portal = installation.start();
  People people(installation);
  const std::size_t victim = installation.people() - 1;
  sign_in_for(people, at_a_time, 2);

  std::vector<double> ratios;
  int guesses = 0;
  double guessed_for = 0;
  for (int round = 0; round < rounds; ++round) {
    const double before = static_cast<double>(sign_in_for(people, at_a_time, seconds));
    // Another account each time, as the guesses at the one before are used up.
    Guessing guessing(installation.port(), victim - static_cast<std::size_t>(round), 20'000);
    const double begun = seconds_now();
    const double during = static_cast<double>(sign_in_for(people, at_a_time, seconds));
    guessed_for += seconds_now() - begun;
    guesses += guessing.guesses();
    ratios.push_back(during / before);
  }
  const double ratio = quantile(ratios, 0.5);
  const int left = slow_ones_left(installation.port());
  write(
      {.name = "guessing",
       .title = "Those who mean it ill",
       .figures = {{"other people's sign-ins while 64 connections guess at one account, of before",
                    fmt::format("{:.0f} % ({:.0f} guesses a second)", ratio * 100,
                                guesses / guessed_for),
                    "≥ 90 %", ratio >= 0.90},
                   {"of 1,000 connections that send a byte a second, open after 30 s",
                    std::to_string(left), "0", left == 0}},
       .how = fmt::format("The others are {} at a time, in browsers that are not known; the "
                          "guesses come from 64 networks. Middle of {} rounds.",
                          at_a_time, rounds)});
}

}  // namespace sallyport::bench
