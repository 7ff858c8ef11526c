// Ten thousand browsers that wait, and what the others notice.
#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "tests/bench/client.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/load.hpp"
#include "tests/bench/parts.hpp"

namespace sallyport::bench {
namespace {

constexpr std::size_t crowd = 10'000;
constexpr std::size_t longest = 25;  // seconds that one waits
constexpr int rounds = 3;
constexpr double sign_in_seconds = 8;  // of each round
constexpr double page_seconds = 2;
constexpr int at_a_time = 8;
constexpr int connections = 32;

/// What browsers say of themselves with each request: some 600 bytes.
constexpr std::string_view head_of_a_browser =
    "Accept: application/json\r\n"
    "Accept-Encoding: gzip, deflate, br, zstd\r\n"
    "Accept-Language: nl-NL,nl;q=0.9,en-US;q=0.8,en;q=0.7\r\n"
    "Cache-Control: no-cache\r\n"
    "Cookie: __Host-pre=c2l4dGVlbiBieXRlcyBvZiBpdA; __Host-known=c2l4dGVlbiBieXRlcyBvZiBpdA; "
    "__Host-language=nl\r\n"
    "Referer: http://localhost/signin/factor\r\n"
    "Sec-Ch-Ua: \"Chromium\";v=\"140\", \"Not=A?Brand\";v=\"24\"\r\n"
    "Sec-Ch-Ua-Mobile: ?0\r\n"
    "Sec-Ch-Ua-Platform: \"Windows\"\r\n"
    "Sec-Fetch-Dest: empty\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Site: same-origin\r\n"
    "User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36\r\n";

/// Each asks again as soon as it was answered. They come within the time that one waits, so that
/// they are answered evenly later on.
class Waiting {
 public:
  explicit Waiting(int port) : port_(port), events_(epoll_create1(EPOLL_CLOEXEC)) {
    sockets_.resize(crowd);
    thread_ = std::thread([this] { go_on(); });
    const double begun = seconds_now();
    for (std::size_t i = 0; i < crowd; ++i) {
      const double come = begun + static_cast<double>(longest * i) / crowd;
      std::this_thread::sleep_for(std::chrono::duration<double>(come - seconds_now()));
      sockets_[i] = connect_to(port);
      ask(i);
      epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
      epoll_ctl(events_, EPOLL_CTL_ADD, sockets_[i], &event);
    }
  }
  ~Waiting() {
    stop_ = true;
    thread_.join();
    for (const int one : sockets_) close(one);
    close(events_);
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  [[nodiscard]] std::size_t answers() const { return answers_; }
  /// Told that there is no room, or not answered at all.
  [[nodiscard]] std::size_t turned_away() const { return turned_away_; }

 private:
  void ask(std::size_t who) {
    const auto request =
        fmt::format("GET {} HTTP/1.1\r\nHost: localhost:{}\r\n{}X-Forwarded-For: {}\r\n\r\n",
                    waiting_path_of(who), port_, head_of_a_browser, address_of(who));
    if (send(sockets_[who], request.data(), request.size(), MSG_NOSIGNAL) < 0) ++turned_away_;
  }
  void go_on() {
    std::vector<epoll_event> ready(1'000);
    while (!stop_) {
      const int count = epoll_wait(events_, ready.data(), static_cast<int>(ready.size()), 100);
      for (int i = 0; i < count; ++i) {
        const std::size_t who = ready[static_cast<std::size_t>(i)].data.u64;
        char answer[2048];
        const auto some = recv(sockets_[who], answer, sizeof answer, 0);
        if (some <= 0) {
          epoll_ctl(events_, EPOLL_CTL_DEL, sockets_[who], nullptr);
          ++turned_away_;
          continue;
        }
        ++answers_;
        const std::string_view text{answer, static_cast<std::size_t>(some)};
        if (!text.ends_with("open\n")) ++turned_away_;
        ask(who);
      }
    }
  }

  const int port_;
  const int events_;
  std::vector<int> sockets_;
  std::atomic<bool> stop_ = false;
  std::atomic<std::size_t> answers_ = 0;
  std::atomic<std::size_t> turned_away_ = 0;
  std::thread thread_;
};

double total(const Spent& spent) { return spent.hashing + spent.otherwise; }

/// A second, and of the portal's processor time each.
struct Speed {
  double rate = 0;
  double each = 0;
};

struct Speeds {
  Speed sign_ins;
  Speed pages;
};

/// `beside` is the processor time a second that it needs for something else.
Speeds speeds_of(const Program& portal, People& people, int port, const std::string& page,
                 double beside) {
  Speeds speeds;
  const double start = seconds_now();
  const double before = total(portal.spent());
  const auto in = static_cast<double>(sign_in_for(people, at_a_time, sign_in_seconds));
  const double between = total(portal.spent());
  const double begun = seconds_now();
  speeds.sign_ins = {.rate = in / sign_in_seconds,
                     .each = (between - before - beside * (begun - start)) / in};
  speeds.pages.rate = flood(port, page, 200, connections, page_seconds);
  const double took = seconds_now() - begun;
  speeds.pages.each =
      (total(portal.spent()) - between - beside * took) / (speeds.pages.rate * took);
  return speeds;
}

/// Of several rounds, the middle: with them of without them.
struct Ratios {
  std::vector<double> rate, each;
  void add(const Speed& with, const Speed& without) {
    rate.push_back(with.rate / without.rate);
    each.push_back(with.each / without.each);
  }
  [[nodiscard]] Figure figure(const std::string& what) const {
    const double ratio = quantile(rate, 0.5);
    return {what + " meanwhile, of without them",
            fmt::format("{:.0f} % (processor time of each beside that: {:.0f} %)", ratio * 100,
                        quantile(each, 0.5) * 100),
            "≥ 90 %", ratio >= 0.9};
  }
};

}  // namespace

void measure_waiting() {
  const Installation installation(crowd);
  installation.ask_everybody();
  const auto portal = installation.start();
  People people(installation);
  Person person(installation.port(), address_of(installation.people() - 1));
  if (!person
           .sign_in(email_of(installation.people() - 1), password,
                    secret_of(installation.people() - 1))
           .in) {
    throw std::runtime_error("nobody could sign in");
  }
  const std::string page = person.request("GET", "/");
  speeds_of(*portal, people, installation.port(), page, 0);  // what comes next is not the start

  std::vector<double> kilobytes, alone;
  Ratios sign_ins, pages;
  std::size_t turned_away = 0;
  double answers = 0, asked_for = 0;
  for (int round = 0; round < rounds; ++round) {
    const Speeds without = speeds_of(*portal, people, installation.port(), page, 0);
    std::this_thread::sleep_for(std::chrono::seconds{2});  // what the hashes needed is given back
    const double memory = portal->memory();
    const Waiting waiting(installation.port());
    const double begun = seconds_now();
    std::this_thread::sleep_for(std::chrono::seconds{2});
    kilobytes.push_back((portal->memory() - memory) * 1024 / crowd);
    const double spent = total(portal->spent());
    std::this_thread::sleep_for(std::chrono::seconds{3});
    alone.push_back((total(portal->spent()) - spent) / 3);
    const Speeds with = speeds_of(*portal, people, installation.port(), page, alone.back());
    sign_ins.add(with.sign_ins, without.sign_ins);
    pages.add(with.pages, without.pages);
    turned_away += waiting.turned_away();
    answers += static_cast<double>(waiting.answers());
    asked_for += seconds_now() - begun;
  }
  // The first round's: later ones find memory that the earlier ones left.
  const double each = kilobytes.front();
  write(
      {.name = "waiting",
       .title = "Ten thousand browsers that wait",
       .figures = {{"memory of each, connection and request", fmt::format("{:.1f} KB", each),
                    "≤ 16 KB", each <= 16},
                   {"processor time that they take by themselves",
                    fmt::format("{:.1f} % of one core", quantile(alone, 0.5) * 100), "told", true},
                   sign_ins.figure("complete sign-ins of others"),
                   pages.figure("pages of somebody signed in"),
                   {"waiting requests that were turned away", std::to_string(turned_away), "0",
                    turned_away == 0}},
       .how = fmt::format(
           "Each waits {} s and asks again, {:.0f} a second together, over connections that stay "
           "open. Sign-ins {} at a time, pages over {} connections; middle of {} rounds, with and "
           "without in turns. The load generator runs on the same cores.",
           longest, answers / asked_for, at_a_time, connections, rounds)});
}

}  // namespace sallyport::bench
