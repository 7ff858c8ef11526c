// A thousand people at once.
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "tests/bench/client.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/load.hpp"
#include "tests/bench/parts.hpp"

namespace sallyport::bench {
namespace {

constexpr std::size_t crowd = 1'000;

}  // namespace

void measure_crowd() {
  const Installation installation(crowd + 1'000);
  const auto portal = installation.start();
  People people(installation);
  sign_in_for(people, 4, 2);
  const std::size_t reader = installation.people() - 1;
  Person signed_in(installation.port(), address_of(reader));
  signed_in.sign_in(email_of(reader), password, secret_of(reader));
  const RawHashes raw = hash_without_portal(4, HashMemoryFrom::lane);

  std::atomic<std::size_t> in = 0;
  std::atomic<std::size_t> gone = 0;
  std::atomic<int> held_off = 0;
  const double begun = seconds_now();
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < crowd; ++i) {
    threads.emplace_back([&] {
      int tries = 0;
      if (people.sign_in_next(&tries)) ++in;
      held_off += tries;
      ++gone;
    });
  }
  std::vector<double> pages;
  while (gone < crowd) {
    const double asked = seconds_now();
    const bool shown = signed_in.open("/").status == 200;
    pages.push_back(shown ? seconds_now() - asked : 1e9);
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  const double took = seconds_now() - begun;
  for (std::thread& thread : threads) thread.join();

  const double page = quantile(pages, 0.99);
  const double least = static_cast<double>(crowd) / raw.rate;
  write({.name = "crowd",
         .title = "A thousand people at once",
         .figures = {{"let in", fmt::format("{} of {}", in.load(), crowd), "all", in == crowd},
                     {"all in within",
                      fmt::format("{:.0f} s (the hashes alone take this machine {:.0f} s)", took,
                                  least),
                      "≤ 30 s", took <= 30},
                     {"asked to come back in a moment (503 with Retry-After)",
                      fmt::format("{} times", held_off.load()), "counted", true},
                     {"most memory", fmt::format("{:.0f} MB", portal->most_memory()), "≤ 256 MB",
                      portal->most_memory() <= 256},
                     {"99 of 100 pages of somebody signed in, meanwhile",
                      fmt::format("{:.0f} ms (half of them {:.0f} ms)", page * 1e3,
                                  quantile(pages, 0.5) * 1e3),
                      "≤ 50 ms", page <= 0.050}},
         .how = "Each comes from a network of their own, over a connection of their own, and comes "
                "back when the answer says so. The load generator runs on the same cores."});
}

}  // namespace sallyport::bench
