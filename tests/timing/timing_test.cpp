// Whether an address is known cannot be told from how long an answer takes, nor from the answer.
//
// Samples of all kinds of address are taken in turns; of each kind the slowest tenth is left out,
// and the rest is compared by Welch's t and by the median. Time is the processor's, of all threads,
// so other programs on the machine do not count. The control plants 50 microseconds and must be
// seen.
//
//   SALLYPORT_TIMING_SAMPLES=20000   of each kind (1,000)
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <regex>

#include "tests/testkit/browser.hpp"
#include "tests/walk/chance.hpp"

namespace sallyport::timing {
namespace {

using testkit::Browser;

constexpr double most_t = 4.5;
/// In microseconds, between medians. One to five were measured at sign-in, at a t below 2.
constexpr double least_difference = 20;
/// Accounts of a kind: each is asked about seldom enough never to be paused.
constexpr std::size_t accounts = 100;

std::size_t samples_of_each() {
  const char* text = std::getenv("SALLYPORT_TIMING_SAMPLES");
  return text != nullptr ? std::strtoul(text, nullptr, 10) : 1'000;
}

double processor_microseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

/// Without the slowest tenth.
std::vector<double> cropped(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  times.resize(times.size() - times.size() / 10);
  return times;
}

struct Compared {
  double t = 0;
  double difference = 0;  // of the medians

  [[nodiscard]] bool tells() const {
    return std::abs(t) >= most_t && std::abs(difference) >= least_difference;
  }
};

Compared compare(const std::vector<double>& one, const std::vector<double>& other) {
  const auto mean_and_error = [](const std::vector<double>& times) {
    double sum = 0;
    for (const double time : times) sum += time;
    const auto count = static_cast<double>(times.size());
    const double mean = sum / count;
    double squares = 0;
    for (const double time : times) squares += (time - mean) * (time - mean);
    return std::pair{mean, squares / (count - 1) / count};
  };
  const auto [mean, error] = mean_and_error(one);
  const auto [other_mean, other_error] = mean_and_error(other);
  return {.t = (mean - other_mean) / std::sqrt(error + other_error),
          .difference = one[one.size() / 2] - other[other.size() / 2]};
}

void spin(double microseconds) {
  const double until = processor_microseconds() + microseconds;
  while (processor_microseconds() < until) {
  }
}

enum Kind : std::size_t { known, unknown, no_access, no_password };
constexpr const char* names[] = {"known", "unknown", "no access", "no password"};
constexpr std::size_t kinds = std::size(names);

class Timing : public testing::Test {
 protected:
  Timing() {
    const auto organisation = service.add_organisation("Example BV");
    for (std::size_t i = 0; i < accounts; ++i) {
      for (const Kind kind : {known, no_access, no_password}) {
        service.add_contact(organisation, address(kind, i));
        if (kind != no_password) service.set_password(address(kind, i), "seven quiet herons wade");
        if (kind == no_access) service.withdraw_access(organisation, address(kind, i));
      }
    }
  }

  /// All of one length.
  static std::string address(Kind kind, std::size_t i) {
    return fmt::format("{}{:05}@example.com", "kuap"[kind], i);
  }

  /// One answer to a form, about that address, by somebody who has never been here.
  struct Answer {
    double microseconds = 0;
    http::Response response;
  };
  Answer ask(const std::string& page, const std::string& path, testkit::Fields fields,
             double planted) {
    Browser browser(service);
    browser.sender = fmt::format("10.{}.{}.1", sent_ / 250 % 250, sent_ % 250);
    ++sent_;
    browser.follows = false;
    browser.open(page);
    fields["form_token"] = browser.forms().front().fields.at("form_token");
    http::Request request;
    request.method = http::Method::post;
    request.path = path;
    request.headers = {{"host", "portal.example"},
                       {"user-agent", "Mozilla/5.0"},
                       {"origin", "https://portal.example"},
                       {"sec-fetch-site", "same-origin"},
                       {"content-type", "application/x-www-form-urlencoded"},
                       {"cookie", "__Host-pre=" + browser.cookies.at("__Host-pre")}};
    request.body = testkit::urlencoded(fields);
    request.sender = *Address::parse(browser.sender);
    request.id = "0123456789abcdef";
    const double begun = processor_microseconds();
    Answer answer{.response = service.answer(std::move(request))};
    if (planted > 0) spin(planted);
    answer.microseconds = processor_microseconds() - begun;
    return answer;
  }

  using Ask = std::function<Answer(const std::string& email, double planted)>;

  /// Whether any kind is told apart from the first; `planted` is added to that one.
  bool tells(const char* what, std::size_t samples, double planted, const Ask& ask_about) {
    std::vector<std::vector<double>> times(kinds);
    walk::Chance chance(samples);
    std::vector<std::size_t> order(kinds);
    for (std::size_t round = 0; round < samples; ++round) {
      for (std::size_t i = 0; i < kinds; ++i) order[i] = i;
      for (std::size_t i = kinds; i > 1; --i) std::swap(order[i - 1], order[chance.below(i)]);
      for (const std::size_t kind : order) {
        const auto email = address(static_cast<Kind>(kind), round % accounts);
        times[kind].push_back(ask_about(email, kind == known ? planted : 0).microseconds);
      }
      if (round % accounts == accounts - 1) service.clock.advance(std::chrono::hours{1});
    }
    bool told = false;
    for (std::size_t kind = 1; kind < kinds; ++kind) {
      const auto compared = compare(cropped(times[known]), cropped(times[kind]));
      fmt::print("{}, known and {}: t = {:.1f}, medians differ by {:.1f} us{}\n", what, names[kind],
                 compared.t, compared.difference, compared.tells() ? "  <- told apart" : "");
      told = told || compared.tells();
    }
    return told;
  }

  /// A difference by chance does not come back with more samples.
  void expect_nothing_is_told(const char* what, const Ask& ask_about) {
    const std::size_t samples = samples_of_each();
    for (const std::size_t times : {1U, 2U, 4U}) {
      if (!tells(what, samples * times, 0, ask_about)) return;
    }
    FAIL() << what << " tells known addresses from others";
  }

  void expect_the_same_answer(const Ask& ask_about) {
    const auto answer_to = [&](Kind kind) {
      const auto email = address(kind, 0);
      const auto response = ask_about(email, 0).response;
      std::string text = fmt::format("{}\n", response.status);
      for (const auto& [name, value] : response.headers) text += name + ": " + value + "\n";
      text += response.body;
      // What differs from answer to answer by chance, and the address that was typed.
      for (auto at = text.find(email); at != std::string::npos; at = text.find(email)) {
        text.replace(at, email.size(), "ADDRESS");
      }
      return std::regex_replace(text, std::regex{"[A-Za-z0-9_-]{22,}"}, "CHANCE");
    };
    const auto answer = answer_to(known);
    for (const Kind kind : {unknown, no_access, no_password}) {
      EXPECT_EQ(answer_to(kind), answer) << names[kind];
    }
  }

  [[nodiscard]] Ask sign_in() {
    return [this](const std::string& email, double planted) {
      return ask("/signin", "/signin/password",
                 {{"email", email}, {"password", "not the password"}}, planted);
    };
  }
  [[nodiscard]] Ask forgotten() {
    return [this](const std::string& email, double planted) {
      return ask("/forgotten", "/forgotten", {{"email", email}}, planted);
    };
  }

  testkit::Service service;

 private:
  std::size_t sent_ = 0;
};

using D3 = Timing;

TEST_F(D3, SignInAnswersEverybodyAlike) { expect_the_same_answer(sign_in()); }
TEST_F(D3, SignInTakesAsLongForEverybody) { expect_nothing_is_told("sign-in", sign_in()); }
TEST_F(D3, AskingForANewPasswordAnswersEverybodyAlike) { expect_the_same_answer(forgotten()); }
TEST_F(D3, AskingForANewPasswordTakesAsLongForEverybody) {
  expect_nothing_is_told("forgotten", forgotten());
}

// The control: fifty microseconds more for those who are known are seen.
TEST_F(D3, SeesFiftyMicroseconds) {
  const std::size_t samples = samples_of_each();
  EXPECT_TRUE(tells("control", samples, 50, sign_in()) ||
              tells("control", 2 * samples, 50, sign_in()) ||
              tells("control", 4 * samples, 50, sign_in()));
}

}  // namespace
}  // namespace sallyport::timing
