#include "kit/push/sender.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <list>
#include <map>
#include <mutex>
#include <thread>

#include "base/bug.hpp"
#include "kit/push/hosts.hpp"
#include "kit/push/transfer.hpp"
#include "kit/push/vapid.hpp"

namespace sallyport::push {
namespace {

constexpr std::size_t most_waiting = 10'000;
constexpr std::size_t most_under_way = 64;
constexpr std::size_t most_to_one_host = 8;
constexpr std::chrono::milliseconds longest_sleep{60'000};

struct Closing {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

CURLM* new_multi() {
  static const CURLcode begun = curl_global_init(CURL_GLOBAL_DEFAULT);
  check(begun == CURLE_OK, "libcurl starts");
  CURLM* const multi = curl_multi_init();
  check(multi != nullptr, "libcurl gives a handle");
  return multi;
}

struct Waiting {
  Push push;
  Moment due;
  Moment too_late;
  int tries = 0;
};

}  // namespace

struct Sender::Running {
  Running(Options given, crypto::Keys keys, crypto::Random& random, const Clock& the_clock,
          std::function<void()> when_reported)
      : options(std::move(given)),
        push_keys(std::move(keys)),
        chance(random),
        clock(the_clock),
        on_report(std::move(when_reported)) {
    check(is_contact(options.contact), "a push service can reach the operator");
    thread = std::thread{[this] { work(); }};
  }

  ~Running() {
    {
      const std::lock_guard lock{mutex};
      stopping = true;
    }
    curl_multi_wakeup(multi.get());
    thread.join();
    for (const auto& transfer : under_way) {
      curl_multi_remove_handle(multi.get(), transfer->handle());
    }
  }

  // On any thread.

  void post(Push push) {
    const Moment now = std::chrono::steady_clock::now();
    {
      const std::lock_guard lock{mutex};
      posted.push_back({.push = std::move(push), .due = now, .too_late = {}});
      posted.back().too_late = now + posted.back().push.lasts;
    }
    curl_multi_wakeup(multi.get());
  }

  std::vector<Report> take_reports() {
    const std::lock_guard lock{mutex};
    return std::exchange(reports, {});
  }

  // On the sender's own.

  void work() {
    while (take_posted()) {
      start_due(std::chrono::steady_clock::now());
      int running = 0;
      check(curl_multi_perform(multi.get(), &running) == CURLM_OK, "libcurl goes on");
      const bool made_room = end_all();
      if (new_reports) on_report();
      new_reports = false;
      if (made_room && !waiting.empty()) continue;
      curl_multi_poll(multi.get(), nullptr, 0, static_cast<int>(sleep().count()), nullptr);
    }
  }

  /// True when any came to an end.
  bool end_all() {
    bool any = false;
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      end(message->easy_handle, message->data.result);
      any = true;
    }
    return any;
  }

  /// False when it is time to end.
  bool take_posted() {
    const std::lock_guard lock{mutex};
    for (Waiting& one : posted) waiting.push_back(std::move(one));
    posted.clear();
    return !stopping;
  }

  /// Until something is due that nothing else wakes us for.
  [[nodiscard]] std::chrono::milliseconds sleep() const {
    if (under_way.size() >= most_under_way) return longest_sleep;
    const Moment now = std::chrono::steady_clock::now();
    auto shortest = longest_sleep;
    for (const Waiting& one : waiting) {
      // What is due already waits for its host, and so for a transfer to end.
      if (one.due <= now) continue;
      shortest =
          std::min(shortest, std::chrono::duration_cast<std::chrono::milliseconds>(one.due - now) +
                                 std::chrono::milliseconds{1});
    }
    return shortest;
  }

  void start_due(Moment now) {
    for (auto one = waiting.begin(); one != waiting.end();) {
      if (one->due <= now && try_to_start(*one, now)) {
        one = waiting.erase(one);
      } else {
        ++one;
      }
    }
    // The newest are given up, which somebody may still be waiting for least long.
    while (waiting.size() > most_waiting) {
      report(waiting.back().push, Outcome::later, 0, "too many are waiting");
      waiting.pop_back();
    }
  }

  /// False when it has to wait for others to end.
  bool try_to_start(Waiting& one, Moment now) {
    const Endpoint& to = one.push.to;
    if (now >= one.too_late)
      return report(one.push, Outcome::later, 0, "it came to nothing in time");
    switch (hosts.rest_of(to.origin, to.url, now)) {
      case Hosts::Rest::refusing:
        return report(one.push, Outcome::stopped, 0, "left alone after it did not know us");
      case Hosts::Rest::silent:
        return report(one.push, Outcome::later, 0, "left alone after it gave no answer");
      case Hosts::Rest::none:
        break;
    }
    if (under_way.size() >= most_under_way || hosts.under_way(to.origin) >= most_to_one_host) {
      return false;
    }
    Vapid* const vapid = vapid_of(one.push.key_version);
    if (vapid == nullptr) {
      return report(one.push, Outcome::gone, 0, "it is for a key that was retired");
    }
    auto body = encrypt(one.push.message, one.push.receiver, chance);
    if (!body) return report(one.push, Outcome::refused, 0, "its key is none, or it is too long");
    const std::string& words = vapid->words_for(to.origin, clock.now());
    auto transfer =
        std::make_unique<Transfer>(std::move(one.push), std::move(*body), words, options);
    transfer->tries = one.tries + 1;
    transfer->too_late = one.too_late;
    check(curl_multi_add_handle(multi.get(), transfer->handle()) == CURLM_OK, "libcurl begins");
    ++hosts.under_way(transfer->push().to.origin);
    under_way.push_back(std::move(transfer));
    return true;
  }

  Vapid* vapid_of(std::uint32_t version) {
    const std::uint32_t number = version == 0 ? push_keys.newest().number : version;
    const auto found = vapids.find(number);
    if (found != vapids.end()) return &found->second;
    const Secret* const key = push_keys.find(number);
    if (key == nullptr) return nullptr;
    return &vapids.emplace(number, Vapid{sender_key(*key), options.contact}).first->second;
  }

  void end(CURL* handle, CURLcode code) {
    const auto found = std::ranges::find(under_way, static_cast<void*>(handle),
                                         [](const auto& transfer) { return transfer->handle(); });
    check(found != under_way.end(), "libcurl ends what was begun");
    const std::unique_ptr<Transfer> transfer = std::move(*found);
    under_way.erase(found);
    curl_multi_remove_handle(multi.get(), handle);
    const Endpoint& to = transfer->push().to;
    --hosts.under_way(to.origin);

    const Ended ended = transfer->end(static_cast<int>(code));
    const Outcome outcome = outcome_of(ended);
    const Moment now = std::chrono::steady_clock::now();
    if (outcome == Outcome::later && try_again(*transfer, ended, now)) return;
    if (outcome == Outcome::stopped) hosts.refused_one(to.origin, to.url, now);
    if (outcome == Outcome::later && ended.status == 0) hosts.gave_no_answer(to.origin, now);
    if (outcome == Outcome::delivered) hosts.took_one(to.origin, to.url, now);
    report(transfer->push(), outcome, ended.status, ended.why);
  }

  /// Once, and only while it is of use.
  bool try_again(const Transfer& transfer, const Ended& ended, Moment now) {
    const Moment due = now + ended.again_after.value_or(std::chrono::seconds{0}) +
                       (ended.again_after ? std::chrono::milliseconds{0} : options.before_again);
    if (transfer.tries > 1 || due >= transfer.too_late) return false;
    waiting.push_front({.push = transfer.push(),
                        .due = due,
                        .too_late = transfer.too_late,
                        .tries = transfer.tries});
    return true;
  }

  /// Always true: it is over.
  bool report(const Push& push, Outcome outcome, int status, std::string why) {
    const std::lock_guard lock{mutex};
    reports.push_back({.name = push.name,
                       .host = push.to.host,
                       .outcome = outcome,
                       .status = status,
                       .why = std::move(why)});
    new_reports = true;
    return true;
  }

  const Options options;
  const crypto::Keys push_keys;
  crypto::Random& chance;
  const Clock& clock;
  const std::function<void()> on_report;
  const std::unique_ptr<CURLM, Closing> multi{new_multi()};

  std::mutex mutex;
  std::vector<Waiting> posted;
  std::vector<Report> reports;
  bool stopping = false;

  std::list<Waiting> waiting;
  std::vector<std::unique_ptr<Transfer>> under_way;
  Hosts hosts{options.rest_after_refusals, options.rest_after_silence};
  std::map<std::uint32_t, Vapid> vapids;  // by version of the key
  bool new_reports = false;
  std::thread thread;
};

Sender::Sender(Options options, crypto::Keys push_keys, crypto::Random& random, const Clock& clock,
               std::function<void()> on_report)
    : running_(std::make_unique<Running>(std::move(options), std::move(push_keys), random, clock,
                                         std::move(on_report))) {}
Sender::~Sender() = default;

void Sender::post(Push push) { running_->post(std::move(push)); }
std::vector<Report> Sender::take_reports() { return running_->take_reports(); }

}  // namespace sallyport::push
