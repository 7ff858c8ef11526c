// Requests that wait for a topic to ring, over real sockets; run again under the thread sanitizer.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <thread>

#include "kit/http/server_for_tests.hpp"

namespace sallyport::http {
namespace {

using namespace std::chrono_literals;
using namespace testing_server;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// What changes, and how often a handler looked at it. "/news/a?who=x" waits for "a" to change.
struct News {
  std::atomic<int> number = 0;
  std::atomic<int> looks = 0;
  std::chrono::milliseconds most = 60s;

  Response answer(const Request& request) {
    ++looks;
    const Form query = request.query_form();
    const std::string seen{query.text("seen", 9).value_or("0")};
    if (number != std::stoi(seen) || request.waited || !request.path.starts_with("/news/")) {
      return plain_text(
          200, fmt::format("{}{}{}{}", number.load(), request.again ? " again" : "",
                           request.waited ? " waited" : "", request.crowded ? " crowded" : ""));
    }
    return hold({.topic = request.path.substr(6),
                 .most = most,
                 .who = std::string{query.text("who", 9).value_or("")}});
  }
  void await_looks(int wanted, std::chrono::milliseconds from_look_to_wait = 20ms) const {
    for (int i = 0; i < 10'000 && looks < wanted; ++i) std::this_thread::sleep_for(1ms);
    ASSERT_GE(looks, wanted);
    std::this_thread::sleep_for(from_look_to_wait);
  }
};

struct NewsService : Service {
  explicit NewsService(ServerOptions options = {}) : Service(std::move(options)) {
    application.on_answer = [this](const Request& request) { return news.answer(request); };
  }
  void change(std::string_view topic = "a") {
    ++news.number;
    application.its_bell.ring(topic);
  }
  News news;
};

TEST(HeldThreads, AreAnsweredWhenTheirTopicRings) {
  NewsService service{{.workers = 1}};
  Client waiting(service.port());
  waiting.send(get("/news/a"));
  service.news.await_looks(1);
  Client other(service.port());
  other.send(get("/"));
  EXPECT_EQ(other.receive().body, "0") << "no worker is taken by who waits";
  service.change("b");
  EXPECT_TRUE(waiting.is_silent_for(50ms));
  service.change("a");
  EXPECT_EQ(waiting.receive().body, "2 again");
  waiting.send(get("/news/a?seen=1"));
  EXPECT_EQ(waiting.receive().body, "2")
      << "the connection is kept, and what is new is said at once";
}

TEST(HeldThreads, AreAnsweredWhenTheirTimeIsOver) {
  NewsService service{{.idle_deadline = 10ms, .sweep_interval = 5ms}};
  service.news.most = 200ms;
  Client client(service.port());
  client.send(get("/news/a"));
  service.news.await_looks(1);
  service.application.its_bell.ring("a");  // for nothing: the time runs on
  service.news.await_looks(2);
  EXPECT_EQ(client.receive().body, "0 again waited");
  const std::string log = service.lines.joined();
  EXPECT_THAT(log, AllOf(HasSubstr("\"held\":"), HasSubstr("\"status\":200")));
  EXPECT_EQ(service.lines.all().size(), 1U) << "one line for all of it: " << log;
}

TEST(HeldThreads, AreGivenWithTheTimeThatItIsThen) {
  NewsService service;
  std::vector<std::string> seen;
  service.application.on_answer = [&](const Request& request) {
    seen.push_back(fmt::format("{} {} {} {}", request.id, request.path, request.query,
                               request.cookie("c").value_or("?")));
    return request.again ? plain_text(200, "fine") : hold({.topic = "a", .most = 10ms});
  };
  Client client(service.port());
  client.send(get("/x?y=z", "Cookie: c=d\r\n"));
  EXPECT_EQ(client.receive().body, "fine");
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0], seen[1]) << "it is the same request";
}

TEST(HeldThreads, EndWhenANewerOneOfTheSameComes) {
  NewsService service;
  Client older(service.port());
  older.send(get("/news/a?who=phone"));
  service.news.await_looks(1);
  Client newer(service.port());
  newer.send(get("/news/a?who=phone"));
  EXPECT_EQ(older.receive().body, "0 again waited");
  service.change();
  EXPECT_EQ(newer.receive().body, "1 again");
}

TEST(HeldThreads, AreToldWhenThereIsNoRoom) {
  NewsService service{{.held_requests = 1}};
  Client first(service.port());
  first.send(get("/news/a"));
  service.news.await_looks(1);
  Client second(service.port());
  second.send(get("/news/a"));
  EXPECT_EQ(second.receive().body, "0 again waited crowded");
  service.change();
  EXPECT_EQ(first.receive().body, "1 again");
  second.send(get("/news/a?seen=1"));
  service.news.await_looks(5);
  service.change();
  EXPECT_EQ(second.receive().body, "2 again");
}

TEST(HeldThreads, LeaveConnectionsForOthers) {
  NewsService service{{.connections = 8, .held_requests = 100}};
  std::vector<std::unique_ptr<Client>> waiting;
  for (int i = 0; i < 7; ++i) {
    waiting.push_back(std::make_unique<Client>(service.port()));
    waiting.back()->send(get("/news/a"));
    service.news.await_looks(i + 1);
  }
  EXPECT_EQ(waiting.back()->receive().body, "0 again waited crowded");
  Client other(service.port());
  other.send(get("/"));
  EXPECT_EQ(other.receive().status, 200);
}

TEST(HeldThreads, AreForgottenWhenTheirClientGoes) {
  NewsService service{{.held_requests = 1}};
  {
    Client gone(service.port());
    gone.send(get("/news/a"));
    service.news.await_looks(1);
  }
  std::this_thread::sleep_for(50ms);
  Client next(service.port());
  next.send(get("/news/a"));
  service.news.await_looks(2);
  EXPECT_TRUE(next.is_silent_for(20ms)) << "the place was free again";
  service.change();
  EXPECT_EQ(next.receive().body, "1 again");
  EXPECT_EQ(service.news.looks, 3) << "nobody looked for the one that went";
}

TEST(HeldThreads, BearRequestsSentAhead) {
  NewsService service;
  Client client(service.port());
  client.send(get("/news/a"));
  service.news.await_looks(1);
  std::string ahead;
  for (int i = 0; i < 1'000; ++i) ahead += get("/next");  // more than a head may be long
  client.send(ahead);
  EXPECT_TRUE(client.is_silent_for(50ms));
  service.change();
  EXPECT_EQ(client.receive().body, "1 again");
  for (int i = 0; i < 1'000; ++i) ASSERT_EQ(client.receive().body, "1") << i;
}

TEST(HeldThreads, AreNotForHead) {
  NewsService service;
  Client client(service.port());
  client.send("HEAD /news/a HTTP/1.1\r\nHost: portal.example\r\n\r\n");
  EXPECT_EQ(client.receive(Expect::head_only).status, 200);
}

TEST(HeldThreads, AreABugWhereNothingMayBeHeld) {
  Service service;
  service.application.on_answer = [](const Request&) { return hold({.topic = "a", .most = 10ms}); };
  Client client(service.port());
  client.send(post("/", "a=1"));
  EXPECT_EQ(client.receive().status, 500);
  client.send(get("/"));
  EXPECT_EQ(client.receive().status, 500) << "held again when the time was over";
  EXPECT_THAT(service.lines.joined(), AllOf(HasSubstr("only a GET is held"),
                                            HasSubstr("has waited is answered, not held again")));
}

TEST(HeldThreads, AreAnsweredWhenTheServerStops) {
  // More than there are workers and than may wait for one.
  constexpr int many = 150;
  NewsService service{{.workers = 2, .waiting_requests = 1}};
  std::vector<std::unique_ptr<Client>> waiting;
  for (int i = 0; i < many; ++i) {
    waiting.push_back(std::make_unique<Client>(service.port()));
    waiting.back()->send(get("/news/a"));
    service.news.await_looks(i + 1, 0ms);
  }
  std::thread stopping([&] { service.stop(); });
  for (const auto& client : waiting) {
    Reply reply = client->receive();
    EXPECT_EQ(reply.body, "0 again waited");
    EXPECT_EQ(reply.headers["connection"], "close");
  }
  stopping.join();
}

TEST(HeldThreads, HearTheRingThatCameWhileTheHandlerLooked) {
  Service service;
  service.application.on_answer = [&](const Request& request) {
    if (request.again) return plain_text(200, request.waited ? "waited" : "rung");
    service.application.its_bell.ring("a");
    return hold({.topic = "a", .most = 60s});
  };
  Client client(service.port());
  client.send(get("/"));
  EXPECT_EQ(client.receive().body, "rung");
}

TEST(HeldThreads, LoseNoRingFromTheHandlerToTheWait) {
  constexpr int rounds = 300;
  constexpr std::size_t clients = 4;
  NewsService service{{.io_threads = 2, .workers = 8}};
  const auto port = service.port();
  std::array<std::atomic<int>, clients> seen{};
  std::vector<std::thread> people;
  for (std::atomic<int>& last : seen) {
    people.emplace_back([&last, port] {
      Client client(port);
      while (last < rounds) {
        client.send(get(fmt::format("/news/a?seen={}", last.load())));
        const Reply reply = client.receive();  // fails when it takes 10 seconds
        if (reply.status != 200) break;
        last = std::stoi(reply.body);
      }
      last = rounds;
    });
  }
  // Just when they come to wait for the next; who misses one waits for ever, as the next comes only
  // when all have seen the last.
  for (int round = 1; round <= rounds; ++round) {
    std::this_thread::sleep_for(std::chrono::microseconds{round % 40 * 10});
    service.change();
    for (const auto& last : seen) {
      while (last < round) std::this_thread::yield();
    }
  }
  for (auto& person : people) person.join();
  EXPECT_THAT(service.lines.joined(), Not(HasSubstr("request_failed")));
}

TEST(HeldThreads, LiveOnThoughRingsClientsAndTheEndComeTogether) {
  for (int round = 0; round < 10; ++round) {
    NewsService service{{.io_threads = 2, .workers = 4, .stop_deadline = 2s}};
    const auto port = service.port();
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 20; ++i) {
      clients.push_back(std::make_unique<Client>(port));
      clients.back()->send(get(fmt::format("/news/a?who={}", i % 5)));
    }
    std::thread ringing([&] {
      for (int i = 0; i < 50; ++i) service.application.its_bell.ring("a");
    });
    for (int i = 0; i < 20; i += 2) clients[static_cast<std::size_t>(i)].reset();
    service.stop();
    ringing.join();
  }
}

}  // namespace
}  // namespace sallyport::http
