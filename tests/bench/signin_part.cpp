// Complete sign-ins: password, code, session on disk, audit log.
#include <fmt/format.h>

#include <thread>

#include "tests/bench/figures.hpp"
#include "tests/bench/load.hpp"
#include "tests/bench/parts.hpp"

namespace sallyport::bench {
namespace {

constexpr int rounds = 3;
constexpr double seconds = 6;  // of each round
constexpr int at_a_time = 8;

}  // namespace

void measure_sign_ins() {
  const Installation installation(20'000);
  const auto portal = installation.start();
  People people(installation);
  sign_in_for(people, at_a_time, 2);  // what is set up once is set up

  std::vector<double> rates, raw_rates, stock_rates, hash_times, outside;
  double wall_rate = 0;
  for (int round = 0; round < rounds; ++round) {
    const RawHashes raw = hash_without_portal(seconds / 2, HashMemoryFrom::lane);
    stock_rates.push_back(hash_without_portal(seconds / 2, HashMemoryFrom::system).rate);
    raw_rates.push_back(raw.rate);
    hash_times.push_back(raw.each);
    const Spent before = portal->spent();
    const Share share;
    const auto in = static_cast<double>(sign_in_for(people, at_a_time, seconds));
    const Spent after = portal->spent();
    const double hashing = after.hashing - before.hashing;
    const double otherwise = after.otherwise - before.otherwise;
    // The load generator is one of the other programs.
    rates.push_back(in / share.left(hashing + otherwise) * std::thread::hardware_concurrency());
    outside.push_back(otherwise / hashing);
    wall_rate = in / share.elapsed();
  }
  const double rate = quantile(rates, 0.5);
  const double raw_rate = quantile(raw_rates, 0.5);
  const double stock_rate = quantile(stock_rates, 0.5);
  const double hash_time = quantile(hash_times, 0.5);
  const double half = wall_rate / 2;
  const auto took = sign_in_at_rate(people, half, 20);
  const double slowest = quantile(took, 0.99) / hash_time;
  const double share_outside = quantile(outside, 0.5);

  write(
      {.name = "signin",
       .title = "Complete sign-ins",
       .figures =
           {{"processor time of the program outside the hash, of the hash's",
             fmt::format("{:.1f} %", share_outside * 100), "≤ 10 %", share_outside <= 0.10},
            {"rate, of the rate at which libsodium as it comes hashes alike and does nothing else",
             fmt::format("{:.0f} % ({:.1f} of {:.1f} a second)", rate / stock_rate * 100, rate,
                         stock_rate),
             "≥ 90 %", rate >= 0.90 * stock_rate},
            {"rate, of the same with memory that is kept, as the portal keeps it",
             fmt::format("{:.0f} % (of {:.1f} a second)", rate / raw_rate * 100, raw_rate),
             "≥ 90 %", rate >= 0.90 * raw_rate},
            {fmt::format("99 of 100 at half load ({:.0f} a second) take, in hash times", half),
             fmt::format("{:.1f} ({:.0f} of {:.0f} ms; half of them {:.0f} ms)", slowest,
                         quantile(took, 0.99) * 1e3, hash_time * 1e3, quantile(took, 0.5) * 1e3),
             "≤ 3", slowest <= 3}},
       .how = fmt::format(
           "{} people at a time open the page, send password and code, and are in. Processor "
           "time is that of the program's threads (schedstat); the hash lanes are told by their "
           "niceness. Both rates are per second of processor that other programs left, the load "
           "generator being one of those (/proc/stat). At half load people come at chance "
           "moments, and each is timed from then to the session, over four requests.",
           at_a_time)});
}

}  // namespace sallyport::bench
