// Many threads that ring at once, against a push service on this machine.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <thread>

#include "kit/push/sender.hpp"
#include "kit/push/service_for_tests.hpp"

namespace sallyport::push {
namespace {

using testing_service::Browser;
using testing_service::PushService;
using testing_service::Reports;
using testing_service::Rung;

crypto::Keys one_key() {
  std::map<std::uint32_t, Secret> keys;
  keys.emplace(1, Secret{std::string(32, 'k')});
  return crypto::Keys{std::move(keys)};
}

const Rules here{.hosts = {"127.0.0.1"}, .inside = {"127.0.0.1"}, .plain_on_this_machine = true};

TEST(PushSenderThreads, AreServedTogether) {
  crypto::SystemRandom random;
  const SystemClock clock;
  PushService service;
  const Browser browser{random};
  Reports reports;
  Sender sender{{.contact = "mailto:operator@portal.example", .authorities = {}},
                one_key(),
                random,
                clock,
                reports.bell()};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 25; ++i) {
        const std::string path = "/" + std::to_string(thread * 100 + i);
        sender.post({.name = path,
                     .to = *read_endpoint(service.url(path), here),
                     .receiver = browser.receiver(),
                     .message = path,
                     .topic = {}});
      }
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<std::string> delivered;
  for (const Report& report : reports.take(sender, 100)) {
    EXPECT_EQ(report.outcome, Outcome::delivered);
    delivered.insert(report.name);
  }
  EXPECT_EQ(delivered.size(), 100U);
  for (const Rung& rung : service.rung()) {
    EXPECT_EQ(browser.read(rung.body), rung.path);
    EXPECT_EQ(rung.headers.count("topic"), 0U);
  }
}

}  // namespace
}  // namespace sallyport::push
