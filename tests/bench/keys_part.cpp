// Changing every key while people log in, with 100,000 secrets to seal anew; and what sealing and
// wiping cost.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <map>
#include <stdexcept>
#include <thread>

#include "kit/crypto/random.hpp"
#include "kit/crypto/seal.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/load.hpp"
#include "tests/bench/parts.hpp"

// The C library's own, which wipes nothing.
extern "C" void __libc_free(void* memory);

namespace sallyport::bench {
namespace {

constexpr std::size_t people = 100'000;
constexpr double seconds = 120;  // of load at half the rate: a thousand are sealed anew a second
constexpr int at_a_time = 8;
constexpr std::size_t afterwards = 100;

/// Nanoseconds of one.
template <class Deed>
double each(int times, const Deed& deed) {
  std::vector<double> rounds;
  for (int round = 0; round < 5; ++round) {
    const double begun = own_seconds();
    for (int i = 0; i < times; ++i) deed(i);
    rounds.push_back((own_seconds() - begun) / times * 1e9);
  }
  return quantile(rounds, 0.5);
}

/// Written to, as memory that held something.
template <class Give>
double taken_and_given_back(std::size_t size, const Give& give_back) {
  return each(200'000, [&](int i) {
    // NOLINTNEXTLINE(cppcoreguidelines-no-malloc): what is measured
    void* const memory = std::malloc(size);
    if (memory == nullptr) throw std::bad_alloc{};
    static_cast<volatile char*>(memory)[static_cast<std::size_t>(i) % size] = 1;
    give_back(memory);
  });
}

Figure wiping(std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-no-malloc): what is measured
  const double wiped = taken_and_given_back(size, [](void* memory) { std::free(memory); });
  const double plain = taken_and_given_back(size, [](void* memory) { __libc_free(memory); });
  return {fmt::format("taking {} bytes of memory and giving them back, wiped", size),
          fmt::format("{:.0f} ns (not wiped: {:.0f} ns)", wiped, plain), "told", true};
}

std::vector<Figure> sealing() {
  crypto::SystemRandom random;
  std::map<std::uint32_t, Secret> keys;
  keys.emplace(1, Secret{random.bytes(32)});
  const crypto::Sealer sealer{std::move(keys)};
  const crypto::Place place{
      .table = "authenticator", .column = "secret", .row = "0123456789abcdef"};
  const Secret secret{random.bytes(20)};
  const std::string sealed = sealer.seal(secret, place, random);
  const double seal =
      each(20'000, [&](int) { static_cast<void>(sealer.seal(secret, place, random)); });
  const double open = each(20'000, [&](int) {
    if (!sealer.open(sealed, place)) throw std::runtime_error("what was sealed does not open");
  });
  return {{"sealing an authenticator's secret, and opening it",
           fmt::format("{:.1f} µs and {:.1f} µs", seal / 1e3, open / 1e3), "told", true}};
}

}  // namespace

void measure_keys() {
  const Installation installation(people);
  auto portal = installation.start();
  People all(installation);
  sign_in_for(all, at_a_time, 2);
  constexpr double trial = 6;
  const double half = static_cast<double>(sign_in_for(all, at_a_time, trial)) / trial / 2;
  const auto before = sign_in_at_rate(all, half, seconds / 3);

  auto load = std::async(std::launch::async, [&] { return sign_in_at_rate(all, half, seconds); });
  std::this_thread::sleep_for(std::chrono::seconds{2});
  const Share share;
  const Spent spent = portal->spent();
  const double own = own_seconds();
  const double begun = seconds_now();
  for (const char* key : {"seal", "pepper", "form", "throttle", "audit"}) {
    installation.command(fmt::format("keys rotate {}", key));
  }
  while (installation.sealed_with(1) > 0) {
    if (seconds_now() > begun + 600) throw std::runtime_error("not all is sealed anew");
    std::this_thread::sleep_for(std::chrono::seconds{1});
  }
  const double sealed_anew = seconds_now() - begun;
  const auto took = load.get();
  const Spent now = portal->spent();
  const double used =
      now.hashing - spent.hashing + now.otherwise - spent.otherwise + own_seconds() - own;
  const double left = share.left(used) / share.elapsed() / std::thread::hardware_concurrency();
  const auto failed =
      std::count_if(took.begin(), took.end(), [](double one) { return one >= 1e9; });

  // Without the old versions; that of the pepper goes with the passwords, one by one as people
  // come.
  for (const char* key : {"seal", "form", "throttle"}) {
    installation.age_key(key, std::chrono::hours{25});
    installation.command(fmt::format("keys retire {} 1", key));
  }
  portal.reset();
  portal = installation.start();
  const std::size_t in = sign_in_for(all, at_a_time, 60, afterwards);

  Section section{
      .name = "keys",
      .title = "Changing keys, sealing and wiping",
      .figures = {{fmt::format(
                       "sign-ins that failed while all five keys were changed, with {} secrets",
                       people),
                   fmt::format("{} of {}", failed, took.size()), "0", failed == 0},
                  {"99 of 100 of them took",
                   fmt::format("{:.0f} ms (before: {:.0f} ms)", quantile(took, 0.99) * 1e3,
                               quantile(before, 0.99) * 1e3),
                   "told", true},
                  {"all secrets sealed anew within", fmt::format("{:.0f} s", sealed_anew), "told",
                   true},
                  {"let in without the old versions of seal, form and throttle, after a restart",
                   fmt::format("{} of {}", in, afterwards), "all", in == afterwards}},
      .how = fmt::format(
          "{:.0f} sign-ins a second at chance moments, half of what this machine does; other "
          "programs left "
          "{:.0f} % of it. Sealing and wiping are processor time, one thread, middle of 5 rounds.",
          half, left * 100)};
  for (Figure& figure : sealing()) section.figures.push_back(std::move(figure));
  for (const std::size_t size : {64U, 1'024U, 16'384U}) section.figures.push_back(wiping(size));
  write(section);
}

}  // namespace sallyport::bench
