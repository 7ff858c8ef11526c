#include "tests/bench/load.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>
#include <optional>
#include <random>
#include <stdexcept>
#include <thread>

#include "kit/crypto/hash_memory.hpp"
#include "kit/crypto/password_hash.hpp"
#include "tests/bench/client.hpp"

namespace sallyport::bench {
namespace {

void in_threads(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < count; ++i) threads.emplace_back(work, i);
  for (std::thread& thread : threads) thread.join();
}

/// One connection of a flood: whether a whole answer has come.
struct Flow {
  int socket = -1;
  std::size_t come = 0;
  std::size_t whole = 0;  // 0: the head has not ended yet
  std::string head;

  bool receive(int status) {
    char part[65536];
    const auto some = recv(socket, part, sizeof part, 0);
    if (some <= 0) throw std::runtime_error("a connection was closed during a flood");
    come += static_cast<std::size_t>(some);
    if (whole == 0) {
      head.append(part, static_cast<std::size_t>(some));
      const auto end = head.find("\r\n\r\n");
      if (end == std::string::npos) return false;
      if (std::stoi(head.substr(9, 3)) != status) {
        throw std::runtime_error("not the answer that was expected: " + head.substr(0, 200));
      }
      const auto size = head.find("Content-Length: ");
      whole = end + 4 + (size < end ? std::stoul(head.substr(size + 16, 12)) : 0);
    }
    if (come < whole) return false;
    come = whole = 0;
    head.clear();
    return true;
  }
};

}  // namespace

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return std::nan("");
  std::sort(values.begin(), values.end());
  const auto at = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  return values[std::clamp<std::size_t>(at, 1, values.size()) - 1];
}

double flood(int port, const std::string& request, int status, int connections, double seconds) {
  const int events = epoll_create1(EPOLL_CLOEXEC);
  std::vector<Flow> flows(static_cast<std::size_t>(connections));
  const auto ask = [&](const Flow& flow) {
    if (send(flow.socket, request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size())) {
      throw std::runtime_error("a request could not be sent");
    }
  };
  for (Flow& flow : flows) {
    flow.socket = connect_to(port);
    epoll_event event{.events = EPOLLIN, .data = {.ptr = &flow}};
    epoll_ctl(events, EPOLL_CTL_ADD, flow.socket, &event);
    ask(flow);
  }
  std::size_t answers = 0;
  const double begun = seconds_now();
  std::vector<epoll_event> ready(flows.size());
  while (seconds_now() < begun + seconds) {
    const int count = epoll_wait(events, ready.data(), connections, 1000);
    for (int i = 0; i < count; ++i) {
      Flow& flow = *static_cast<Flow*>(ready[static_cast<std::size_t>(i)].data.ptr);
      if (!flow.receive(status)) continue;
      ++answers;
      ask(flow);
    }
  }
  const double rate = static_cast<double>(answers) / (seconds_now() - begun);
  for (const Flow& flow : flows) close(flow.socket);
  close(events);
  return rate;
}

double Share::left(double used) const {
  const double others = std::max(0.0, busy_seconds() - busy_ - used);
  return elapsed() * std::thread::hardware_concurrency() - others;
}

RawHashes hash_without_portal(double seconds, HashMemoryFrom from) {
  const std::size_t threads = std::thread::hardware_concurrency();
  const crypto::HashCost cost;
  std::atomic<std::size_t> made = 0;
  std::mutex mutex;
  double thread_seconds = 0;
  const double own = own_seconds();
  const Share share;
  in_threads(threads, [&](std::size_t) {
    crypto::HashMemory memory;
    std::optional<crypto::HashMemory::Use> use;
    if (from == HashMemoryFrom::lane) use.emplace(memory);
    std::string raw(32, '\0');
    const std::string salt(crypto_pwhash_SALTBYTES, 's');
    const double begun = seconds_now();
    while (seconds_now() < begun + seconds) {
      if (crypto_pwhash(reinterpret_cast<unsigned char*>(raw.data()), raw.size(), password, 23,
                        reinterpret_cast<const unsigned char*>(salt.data()), cost.passes,
                        std::size_t{cost.memory_kib} * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw std::bad_alloc{};
      }
      ++made;
    }
    const std::lock_guard lock(mutex);
    thread_seconds += seconds_now() - begun;
  });
  const double processor = own_seconds() - own;
  const auto count = static_cast<double>(made);
  return {.rate = count / share.left(processor) * static_cast<double>(threads),
          .each = thread_seconds / count,
          .processor = processor / count};
}

bool People::sign_in_next(int* held_off) {
  const std::size_t i = next_++;
  if (i >= installation_.people()) throw std::runtime_error("the bench needs more people");
  Person person(installation_.port(), address_of(i));
  const auto result = person.sign_in(email_of(i), password, secret_of(i));
  if (held_off != nullptr) *held_off = result.held_off;
  if (!result.in) fmt::print(stderr, "{} was not let in: {}\n", email_of(i), result.last);
  return result.in;
}

std::size_t sign_in_for(People& people, int at_a_time, double seconds, std::size_t most) {
  std::atomic<std::size_t> in = 0;
  std::atomic<std::size_t> begun = 0;
  const double end = seconds_now() + seconds;
  in_threads(static_cast<std::size_t>(at_a_time), [&](std::size_t) {
    while (seconds_now() < end && begun++ < most) {
      if (people.sign_in_next()) ++in;
    }
  });
  return in;
}

std::vector<double> sign_in_at_rate(People& people, double rate, double seconds) {
  std::mt19937_64 chance(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same moments in every run
  std::exponential_distribution<double> gap(rate);
  std::vector<double> moments;
  for (double at = gap(chance); at < seconds; at += gap(chance)) moments.push_back(at);
  std::vector<double> took(moments.size());
  const double begun = seconds_now();
  in_threads(moments.size(), [&](std::size_t i) {
    const double come = begun + moments[i];
    std::this_thread::sleep_for(std::chrono::duration<double>(come - seconds_now()));
    took[i] = people.sign_in_next() ? seconds_now() - come : 1e9;
  });
  return took;
}

}  // namespace sallyport::bench
