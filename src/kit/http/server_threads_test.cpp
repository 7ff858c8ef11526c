// What several threads of the server do at once; run again under the thread sanitizer.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <random>
#include <thread>

#include "base/bug.hpp"
#include "kit/http/server_for_tests.hpp"

namespace sallyport::http {
namespace {

using namespace std::chrono_literals;
using namespace testing_server;
using testing::HasSubstr;

/// Holds handlers until it is opened.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void wait_for(int handlers) {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(changed_.wait_for(lock, 10s, [&] { return waiting_ >= handlers; }));
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

Response after(Gate& gate, const Request& request) {
  gate.pass();
  return plain_text(200, request.path);
}

TEST(ServerThreads, AnswerManyClientsAtOnce) {
  for (const std::size_t io_threads : {std::size_t{1}, std::size_t{3}}) {
    Service service({.io_threads = io_threads, .workers = 4});
    const auto port = service.port();
    std::vector<std::thread> people;
    std::atomic<int> answered = 0;
    for (int person = 0; person < 8; ++person) {
      people.emplace_back([&, person] {
        for (int visit = 0; visit < 5; ++visit) {
          Client client(port);
          for (int i = 0; i < 10; ++i) {
            const auto path = fmt::format("/{}/{}/{}", person, visit, i);
            client.send(i % 2 == 0 ? get(path) : post(path, "a=1"));
            if (client.receive().body == (i % 2 == 0 ? "GET " : "POST ") + path) ++answered;
          }
        }
      });
    }
    for (auto& person : people) person.join();
    EXPECT_EQ(answered, 8 * 5 * 10);
  }
}

TEST(ServerThreads, TurnAwayWhatFindsNoWorker) {
  Gate gate;
  Service service({.workers = 1, .waiting_requests = 1, .waiting_deadline = 60s});
  service.application.on_answer = [&](const Request& request) { return after(gate, request); };
  Client working(service.port());
  working.send(get("/working"));
  gate.wait_for(1);
  Client waiting(service.port());
  waiting.send(get("/waiting"));
  Client refused(service.port());
  Reply reply;
  // Of the two one found the last place; both go by the same loop, in the order it saw them.
  refused.send(get("/refused"));
  const bool first_was_in = waiting.is_silent_for(200ms);
  reply = first_was_in ? refused.receive() : waiting.receive();
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.headers["retry-after"], "5");
  EXPECT_FALSE(reply.headers.contains("connection")) << "it may try again on this connection";
  gate.open();
  EXPECT_EQ(working.receive().body, "/working");
  Client& lucky = first_was_in ? waiting : refused;
  EXPECT_EQ(lucky.receive().status, 200);
  Client& turned_away = first_was_in ? refused : waiting;
  turned_away.send(get("/again"));
  EXPECT_EQ(turned_away.receive().body, "/again");
}

TEST(ServerThreads, TurnAwayWhatHasWaitedTooLong) {
  Gate gate;
  Service service({.workers = 1, .waiting_deadline = 20ms});
  service.application.on_answer = [&](const Request& request) { return after(gate, request); };
  Client working(service.port());
  working.send(get("/working"));
  gate.wait_for(1);
  Client waiting(service.port());
  waiting.send(get("/waiting"));
  EXPECT_TRUE(waiting.is_silent_for(100ms));
  gate.open();
  EXPECT_EQ(working.receive().body, "/working");
  EXPECT_EQ(waiting.receive().status, 503);
  EXPECT_THAT(service.lines.joined(), HasSubstr("too many requests are waiting"));
}

TEST(ServerThreads, FinishWhatIsUnderWayWhenStopped) {
  Gate gate;
  Service service;
  service.application.on_answer = [&](const Request& request) { return after(gate, request); };
  const auto port = service.port();
  Client idle(port);
  Client half(port);
  half.send("GET /half HTTP/1.1\r\nHost:");
  Client busy(port);
  busy.send(get("/busy"));
  gate.wait_for(1);

  std::thread stopping([&] { service.stop(); });
  EXPECT_TRUE(idle.is_closed()) << "a connection without a request is not waited for";
  half.send(" portal.example\r\n\r\n");
  gate.wait_for(2);
  gate.open();
  for (Client* client : {&busy, &half}) {
    Reply reply = client->receive();
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.headers["connection"], "close");
    EXPECT_TRUE(client->is_closed());
  }
  stopping.join();
}

TEST(ServerThreads, StopThoughAPeerIsSlow) {
  Service service({.stop_deadline = 50ms});
  Client half(service.port());
  half.send("GET / HTTP/1.1\r\n");
  Client asked(service.port());
  asked.send(get("/"));
  EXPECT_EQ(asked.receive().status, 200);
  const auto start = std::chrono::steady_clock::now();
  service.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
  EXPECT_TRUE(half.is_closed());
}

TEST(ServerThreads, StopWithRequestsWaiting) {
  Gate gate;
  Service service({.workers = 1, .stop_deadline = 20ms});
  service.application.on_answer = [&](const Request& request) { return after(gate, request); };
  const auto port = service.port();
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(std::make_unique<Client>(port));
    clients.back()->send(get("/"));
  }
  gate.wait_for(1);
  std::thread stopping([&] { service.stop(); });
  for (const auto& client : clients) EXPECT_TRUE(client->is_closed());
  gate.open();
  stopping.join();
}

TEST(ServerThreads, BearAClientThatGoesWhileItsRequestIsUnderWay) {
  Gate gate;
  Service service;
  service.application.on_answer = [&](const Request& request) {
    return request.path == "/after" ? plain_text(200, "after") : after(gate, request);
  };
  for (int i = 0; i < 10; ++i) {
    Client client(service.port());
    client.send(get("/gone"));
    gate.wait_for(i + 1);
  }
  gate.open();
  Client client(service.port());
  client.send(get("/after"));
  EXPECT_EQ(client.receive().body, "after");
}

TEST(ServerThreads, LiveOnThroughEveryKindOfFailure) {
  Service service;
  service.application.on_answer = [](const Request& request) -> Response {
    if (request.path == "/bug") throw Bug("x");
    if (request.path == "/number") throw 7;
    return plain_text(200, "fine");
  };
  Client client(service.port());
  for (const bool failing : {false, true}) {
    service.application.failure_fails = failing;
    for (const std::string_view path : {"/bug", "/number"}) {
      client.send(get(path));
      EXPECT_EQ(client.receive().status, 500);
    }
    Client malformed(service.port());
    malformed.send(get("/../"));
    EXPECT_EQ(malformed.receive().status, 400);
  }
  client.send(get("/"));
  EXPECT_EQ(client.receive().body, "fine");
}

TEST(ServerThreads, LiveOnThroughStreamsOfBrokenRequests) {
  Service service({.head_deadline = 20ms,
                   .request_deadline = 20ms,
                   .idle_deadline = 20ms,
                   .linger_deadline = 20ms,
                   .sweep_interval = 5ms});
  std::mt19937 chance{5};
  const std::string whole = get("/a") + post("/b", "a=1&b=2") +
                            get("/c", "Expect: 100-continue\r\nContent-Length: 2\r\n");
  int refused = 0;
  for (int round = 0; round < 300; ++round) {
    std::string text = whole;
    for (auto changes = 1 + chance() % 4; changes > 0; --changes) {
      text[chance() % text.size()] = static_cast<char>(chance() % 256);
    }
    Client client(service.port());
    client.send(text);
    if (chance() % 2 == 0) client.end_sending();
    for (Reply reply = client.receive(); reply.status != 0; reply = client.receive()) {
      EXPECT_LT(reply.status == 505 ? 400 : reply.status, 500) << text;
      if (reply.status >= 400) ++refused;
    }
  }
  EXPECT_GT(refused, 100);
  Client client(service.port());
  client.send(get("/still"));
  EXPECT_EQ(client.receive().body, "GET /still");
}

}  // namespace
}  // namespace sallyport::http
