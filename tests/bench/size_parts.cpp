// What it needs when idle and with many sessions, and whether many accounts make it slower.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "tests/bench/client.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/load.hpp"
#include "tests/bench/parts.hpp"

namespace sallyport::bench {
namespace {

constexpr int at_a_time = 8;

double idle_memory() {
  const Installation installation(1);
  const auto portal = installation.start();
  for (int i = 0; i < 3; ++i) Person{installation.port(), "127.0.0.1"}.open("/signin");
  std::this_thread::sleep_for(std::chrono::seconds{2});
  return portal->memory();
}

}  // namespace

void measure_memory() {
  const double idle = idle_memory();
  const Installation installation(100'000, 100'000);
  std::vector<double> starts;
  for (int i = 0; i < 5; ++i) {
    const double begun = seconds_now();
    const auto portal = installation.start();
    starts.push_back(seconds_now() - begun);
  }
  const double start = quantile(starts, 0.5);
  const auto portal = installation.start();
  People people(installation);
  const std::size_t in = sign_in_for(people, at_a_time, 120, 1'000);
  const double just_after = portal->memory();
  std::this_thread::sleep_for(std::chrono::seconds{60});
  const double memory = portal->memory();
  write({.name = "memory",
         .title = "Memory and start",
         .figures = {{"resident memory when idle, after the start and a few pages",
                      fmt::format("{:.1f} MB", idle), "≤ 30 MB", idle <= 30},
                     {fmt::format(
                          "resident memory with 100,000 live sessions, 60 s after {} sign-ins", in),
                      fmt::format("{:.1f} MB ({:.1f} MB at once after them)", memory, just_after),
                      "≤ 100 MB", memory <= 100 && in == 1'000},
                     {"from start to the first answer with 100,000 accounts",
                      fmt::format("{:.0f} ms", start * 1e3), "≤ 200 ms", start <= 0.2}},
         .how = "The first answer is that of /health/ready; middle of 5 starts."});
}

void measure_growth() {
  constexpr int rounds = 4;
  constexpr std::size_t sign_ins = 60;  // of each round
  const Installation few(1'000), more(100'000), most(1'000'000);
  struct Size {
    const Installation* installation;
    std::unique_ptr<Program> portal;
    std::unique_ptr<People> people;
    std::vector<double> outside, all;
  };
  std::vector<Size> sizes;
  for (const Installation* one : {&few, &more, &most}) {
    sizes.push_back({one, one->start(), std::make_unique<People>(*one), {}, {}});
    sign_in_for(*sizes.back().people, 4, 60, 40);
  }
  for (int round = 0; round < rounds; ++round) {
    for (Size& size : sizes) {
      const Spent before = size.portal->spent();
      const auto in = static_cast<double>(sign_in_for(*size.people, 4, 60, sign_ins));
      const Spent after = size.portal->spent();
      const double outside = after.otherwise - before.otherwise;
      size.outside.push_back(outside / in);
      size.all.push_back((outside + after.hashing - before.hashing) / in);
    }
  }
  const auto of = [](const std::vector<double>& times) { return quantile(times, 0.5) * 1e3; };
  const double growth = of(sizes[2].all) / of(sizes[0].all);
  Section section{.name = "growth",
                  .title = "Many accounts",
                  .figures = {},
                  .how = fmt::format("Processor time of the program for a complete sign-in, three "
                                     "portals in turns, middle of {} rounds.",
                                     rounds)};
  for (const Size& size : sizes) {
    section.figures.push_back(
        {fmt::format("a sign-in with {} accounts", size.installation->people()),
         fmt::format("{:.1f} ms, of these {:.2f} ms outside the hash", of(size.all),
                     of(size.outside)),
         "flat", growth <= 1.05});
  }
  section.figures.push_back({"the same, with 1,000,000 of with 1,000",
                             fmt::format("{:.0f} %", growth * 100), "≤ 105 %", growth <= 1.05});
  write(section);
}

}  // namespace sallyport::bench
