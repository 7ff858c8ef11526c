// The walk: people and strangers do anything in any order, and after every step the program must
// agree with the model about who is in, at which level, for which organisation.
//
//   SALLYPORT_WALK_STEPS=10000000   how many steps (20,000; make walk: 200,000)
//   SALLYPORT_WALK_SEED=123         where the seeds begin; a failure prints the one to repeat
//
// plant.sh shows that it finds what it is there for.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "tests/walk/world.hpp"

namespace sallyport::walk {
namespace {

constexpr std::size_t steps_of_one = 125;
#ifdef __SANITIZE_ADDRESS__
constexpr std::uint64_t steps_with_all_tests = 4'000;  // each takes ten times as long
#else
constexpr std::uint64_t steps_with_all_tests = 20'000;
#endif

/// So that a walk that stands still is not taken for one that finds nothing.
constexpr const char* reached_by_every_walk[] = {
    "POST /signin/password 303",
    "POST /signin/password 422",
    "POST /signin/password 429",
    "POST /signin/factor/{name} 303",
    "POST /signin/factor/{name} 422",
    "POST /signin/start-again 303",
    "POST /signin/more-time 200",
    "POST /organisation 303",
    "POST /organisation 404",
    "POST /logoff 303",
    "POST /logoff 403",
    "POST /confirm/password 303",
    "POST /confirm/factor/{factor} 303",
    "POST /confirm/factor/{factor} 429",
    "POST /confirm/mail 303",
    "POST /account-security/two-factor/code 200",
    "POST /account-security/two-factor/code 303",
    "POST /account-security/two-factor/remove 303",
    "POST /account-security/two-factor/remove 404",
    "POST /account-security/two-factor/recovery-codes 200",
    "POST /account-security/password 303",
    "POST /account-security/sessions/end 303",
    "POST /account-security/sessions/end 404",
    "POST /account-security/sessions/end-others 303",
    "POST /account-security/browsers/forget 303",
    "POST /account-security/browsers/forget 404",
    "POST /account-security/browsers/forget-others 303",
    "GET /account-security/sign-ins 200",
    "POST /account-security/sign-ins/{entry} 303",
    "POST /account-security/sign-ins/{entry} 404",
    "POST /not-me/{token} 303",
    "POST /not-me/{token} 404",
    "GET /session/left 200",
    "POST /session/stay 200",
    "GET /auth/check 204",
    "GET /auth/check 401",
    "GET /auth/check 403",
    "POST /invitation/{token} 303",
    "POST /reset/{token} 303",
    "POST /password/factor/{name} 303",
    "POST /password/set 303",
    "POST /language 303",
};

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// Each step has a seed of its own, so that a walk without some of them is still the same walk.
std::vector<std::uint64_t> seeds_of_steps(std::uint64_t seed) {
  Chance chance(seed);
  std::vector<std::uint64_t> seeds(steps_of_one);
  std::generate(seeds.begin(), seeds.end(), [&] { return chance.next(); });
  return seeds;
}

struct Found {
  std::string what;  // empty: nothing
  std::vector<std::string> trace;
  World::Counts counts;
};

Found walk(std::uint64_t seed, const std::vector<std::uint64_t>& steps) {
  Found found;
  World world(seed, found.trace, found.counts);
  try {
    for (const std::uint64_t step : steps) {
      Chance chance(step);
      take_step(world, chance);
    }
  } catch (const Divergence& divergence) {
    found.what = divergence.what();
  }
  return found;
}

/// Leaves out what is not needed to diverge.
Found shortened(std::uint64_t seed, std::vector<std::uint64_t> steps, Found found) {
  for (std::size_t part = steps.size() / 2; part >= 1; part /= 2) {
    for (std::size_t at = 0; at + part <= steps.size();) {
      auto fewer = steps;
      const auto from = fewer.begin() + static_cast<std::ptrdiff_t>(at);
      fewer.erase(from, from + static_cast<std::ptrdiff_t>(part));
      Found again = walk(seed, fewer);
      if (again.what.empty()) {
        at += part;
      } else {
        steps = std::move(fewer);
        found = std::move(again);
      }
    }
  }
  return found;
}

/// A quarter of all steps each, so that they can run side by side.
void walk_a_quarter(std::uint64_t quarter) {
  const std::uint64_t first = number_from("SALLYPORT_WALK_SEED", 1);
  const std::uint64_t walks =
      number_from("SALLYPORT_WALK_STEPS", steps_with_all_tests) / steps_of_one / 4;
  World::Counts counts;
  for (std::uint64_t i = 0; i < walks; ++i) {
    const std::uint64_t seed = first + quarter * walks + i;
    const auto steps = seeds_of_steps(seed);
    Found found = walk(seed, steps);
    for (const auto& [answer, count] : found.counts) counts[answer] += count;
    if (found.what.empty()) continue;
    const auto shorter = shortened(seed, steps, std::move(found));
    FAIL() << "SALLYPORT_WALK_SEED=" << seed << " diverges:\n"
           << shorter.what << "\nafter\n  " << fmt::format("{}", fmt::join(shorter.trace, "\n  "));
  }
  std::size_t requests = 0;
  for (const auto& [answer, count] : counts) requests += count;
  fmt::print("seeds {} to {}: {} steps, {} requests\n", first + quarter * walks,
             first + quarter * walks + walks - 1, walks * steps_of_one, requests);
  if (walks * steps_of_one < 5'000) return;  // too short to have reached everything
  for (const char* deed : reached_by_every_walk) {
    EXPECT_GT(counts[deed], 0U) << "the walk never gets as far as " << deed;
    fmt::print("  {} {}\n", deed, counts[deed]);
  }
}

TEST(C1, TheWalkAgreesWithTheModelFirstQuarter) { walk_a_quarter(0); }
TEST(C1, TheWalkAgreesWithTheModelSecondQuarter) { walk_a_quarter(1); }
TEST(C1, TheWalkAgreesWithTheModelThirdQuarter) { walk_a_quarter(2); }
TEST(C1, TheWalkAgreesWithTheModelFourthQuarter) { walk_a_quarter(3); }

}  // namespace
}  // namespace sallyport::walk
