#include "kit/http/server.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "kit/http/server_for_tests.hpp"

namespace sallyport::http {
namespace {

using namespace std::chrono_literals;
using namespace testing_server;
using testing::HasSubstr;
using testing::Not;

TEST(Server, AnswersAndKeepsTheConnection) {
  Service service;
  Client client(service.port());
  for (int i = 0; i < 3; ++i) {
    client.send(get(fmt::format("/page{}", i)));
    Reply reply = client.receive();
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, fmt::format("GET /page{}", i));
    EXPECT_EQ(reply.headers["date"], "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_FALSE(reply.headers.contains("connection"));
    EXPECT_FALSE(reply.headers.contains("server"));
  }
}

TEST(Server, TellsTheHandlerAllOfTheRequest) {
  Service service;
  service.application.on_answer = [](const Request& request) {
    return plain_text(
        200, fmt::format("{} {} {} {} {} {} {}", request.path, request.query,
                         request.form.text("a", 9).value_or("?"), request.cookie("c").value_or("?"),
                         request.sender.text(), unix_seconds(request.now), request.id));
  };
  Client client(service.port(), "127.0.0.7");
  client.send(post("/x%20y?q=1", "a=b", "cOOkie: c=d\r\nX-Forwarded-For: 192.0.2.1\r\n"));
  EXPECT_EQ(client.receive().body, "/x%20y q=1 b d 127.0.0.7 784111777 0000000000000001");
}

TEST(Server, BelievesATrustedProxyAndRefusesWhatItCannotRead) {
  Service service({.trusted_proxies = {*Network::parse("127.0.0.0/8")}});
  service.application.on_answer = [](const Request& request) {
    return plain_text(200, request.sender.text());
  };
  Client client(service.port());
  client.send(get("/", "X-Forwarded-For: 203.0.113.1, 192.0.2.1\r\n"));
  EXPECT_EQ(client.receive().body, "192.0.2.1");
  client.send(get("/", "X-Forwarded-For: unknown\r\n"));
  EXPECT_EQ(client.receive().status, 400);
  EXPECT_TRUE(client.is_closed());
}

TEST(Server, AnswersRequestsSentAheadInTheirOrder) {
  Service service;
  Client client(service.port());
  std::string all;
  for (int i = 0; i < 200; ++i)
    all += i % 3 == 0 ? post(fmt::format("/{}", i), "a=1") : get(fmt::format("/{}", i));
  client.send(all);
  for (int i = 0; i < 200; ++i) {
    EXPECT_EQ(client.receive().body, fmt::format("{} /{}", i % 3 == 0 ? "POST" : "GET", i));
  }
}

TEST(Server, AnswersHeadWithTheLengthAndNoBody) {
  Service service;
  Client client(service.port());
  client.send("HEAD /a HTTP/1.1\r\nHost: portal.example\r\n\r\n" + get("/b"));
  Reply reply = client.receive(Expect::head_only);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.headers["content-length"], "7");
  EXPECT_EQ(client.receive().body, "GET /b");
  client.send("HEAD /../ HTTP/1.1\r\nHost: portal.example\r\n\r\n");
  EXPECT_EQ(client.receive(Expect::head_only).status, 400);
  EXPECT_TRUE(client.is_closed());
}

TEST(Server, ClosesWhenAskedTo) {
  Service service;
  Client client(service.port());
  client.send(get("/", "Connection: close\r\n"));
  EXPECT_EQ(client.receive().headers["connection"], "close");
  EXPECT_TRUE(client.is_closed());
}

TEST(Server, AnswersHttp10AndCloses) {
  Service service;
  Client client(service.port());
  client.send("GET / HTTP/1.0\r\nHost: portal.example\r\nConnection: keep-alive\r\n\r\n");
  Reply reply = client.receive();
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.headers["connection"], "close");
  EXPECT_TRUE(client.is_closed());
}

TEST(Server, SaysContinueToWhoAsks) {
  Service service;
  Client client(service.port());
  const std::string request = post("/a", "a=1", "Expect: 100-continue\r\n");
  client.send(request.substr(0, request.size() - 3));
  EXPECT_EQ(client.receive().status, 100);
  client.send("a=1");
  EXPECT_EQ(client.receive().body, "POST /a");
  client.send(request);  // who does not wait needs no permission
  EXPECT_EQ(client.receive().body, "POST /a");
}

TEST(Server, ReadsARequestByteByByte) {
  Service service;
  Client client(service.port());
  for (const char c : post("/slow", "a=1")) client.send(std::string(1, c));
  EXPECT_EQ(client.receive().body, "POST /slow");
}

TEST(Server, AnswersAPeerThatHasEndedItsSide) {
  Service service;
  service.application.on_answer = [](const Request&) {
    return plain_text(200, std::string(1'000'000, 'x'));
  };
  Client client(service.port());
  client.send(get("/", "Connection: close\r\n"));
  client.end_sending();
  EXPECT_EQ(client.receive().body.size(), 1'000'000U);
}

/// A GET of exactly that many bytes.
std::string get_of(std::size_t size) {
  const std::string rest = get("/", "X: \r\n");
  return get("/", "X: " + std::string(size - rest.size(), 'x') + "\r\n");
}

TEST(ServerLimits, TakeAHeadOf8KilobytesAndNoMore) {
  Service service;
  for (const std::size_t size : {std::size_t{8191}, std::size_t{8192}}) {
    Client client(service.port());
    client.send(get_of(size));
    EXPECT_EQ(client.receive().status, 200) << size;
  }
  for (const std::size_t size : {std::size_t{8193}, std::size_t{20'000}, std::size_t{500'000}}) {
    Client client(service.port());
    client.send(get_of(size));
    EXPECT_EQ(client.receive().status, 431) << size;
    EXPECT_TRUE(client.is_closed());
  }
  Client client(service.port());
  client.send(get("/" + std::string(9000, 'a')));
  EXPECT_EQ(client.receive().status, 414);
}

TEST(ServerLimits, Take64FieldsAndNoMore) {
  Service service;
  const auto with_fields = [](int count) {
    std::string lines;
    for (int i = 1; i < count; ++i) lines += fmt::format("X{}: y\r\n", i);  // Host is one
    return get("/", lines);
  };
  for (const auto& [count, status] : {std::pair{63, 200}, std::pair{64, 200}, std::pair{65, 431}}) {
    Client client(service.port());
    client.send(with_fields(count));
    EXPECT_EQ(client.receive().status, status) << count;
  }
}

TEST(ServerLimits, TakeABodyOf64KilobytesAndNoMore) {
  Service service;
  service.application.on_answer = [](const Request& request) {
    return plain_text(200, std::to_string(request.form.text("a", 100'000)->size()));
  };
  for (const std::size_t size : {std::size_t{65'535}, std::size_t{65'536}}) {
    Client client(service.port());
    client.send(post("/", "a=" + std::string(size - 2, 'x')));
    EXPECT_EQ(client.receive().body, std::to_string(size - 2));
  }
  Client client(service.port());
  client.send(post("/", "a=" + std::string(65'535, 'x')));
  EXPECT_EQ(client.receive().status, 413);
  EXPECT_TRUE(client.is_closed());
}

TEST(ServerLimits, RefuseALargeBodyWithoutReadingIt) {
  Service service({.linger_deadline = 100ms, .sweep_interval = 10ms});
  Client client(service.port());
  client.send("POST / HTTP/1.1\r\nHost: portal.example\r\nContent-Length: 10737418240\r\n\r\n");
  EXPECT_EQ(client.receive().status, 413);
  const std::string piece(64 * 1024, 'x');
  std::size_t sent = 0;
  while (sent < 100'000'000 && client.send(piece)) sent += piece.size();
  EXPECT_LT(sent, 100'000'000U) << "the connection is cut long before";
}

TEST(ServerLimits, TakeSoManyConnectionsFromOneAddress) {
  Service service({.connections_per_address = 2});
  Client one(service.port());
  Client two(service.port());
  two.send(get("/"));
  EXPECT_EQ(two.receive().status, 200);
  Client three(service.port());
  Reply reply = three.receive();
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.headers["retry-after"], "5");
  EXPECT_TRUE(three.is_closed());
  Client neighbour(service.port(), "127.0.0.2");
  neighbour.send(get("/"));
  EXPECT_EQ(neighbour.receive().status, 200);
}

TEST(ServerLimits, GiveAPlaceBackWhenAConnectionEnds) {
  Service service({.connections_per_address = 1});
  for (int i = 0; i < 20; ++i) {
    // The server sees the end of the last connection a moment after we made it.
    bool answered = false;
    for (int tries = 0; tries < 1000 && !answered; ++tries) {
      Client client(service.port());
      client.send(get("/"));
      answered = client.receive().status == 200;
    }
    ASSERT_TRUE(answered) << i;
  }
}

TEST(ServerLimits, CountATrustedProxyInTheTotalOnly) {
  Service service({.connections = 4,
                   .connections_per_address = 1,
                   .trusted_proxies = {*Network::parse("127.0.0.1")}});
  Client one(service.port());
  Client two(service.port());
  Client three(service.port());
  three.send(get("/"));
  EXPECT_EQ(three.receive().status, 200);
  Client four(service.port(), "127.0.0.2");
  Client five(service.port());
  EXPECT_EQ(five.receive().status, 503);
}

TEST(ServerDeadlines, EndAHeadThatComesTooSlowly) {
  Service service({.head_deadline = 50ms, .sweep_interval = 5ms});
  Client client(service.port());
  client.send("GET / HTTP/1.1\r\nHost: por");
  EXPECT_EQ(client.receive().status, 408);
  EXPECT_TRUE(client.is_closed());
}

TEST(ServerDeadlines, EndAHeadThoughBytesKeepComing) {
  Service service({.head_deadline = 100ms, .sweep_interval = 5ms});
  Client client(service.port());
  client.send("GET / HTTP/1.1\r\nX: ");
  const auto start = std::chrono::steady_clock::now();
  while (client.is_silent_for(5ms)) client.send("x");
  EXPECT_EQ(client.receive().status, 408);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
}

TEST(ServerDeadlines, EndABodyThatComesTooSlowly) {
  Service service({.request_deadline = 50ms, .sweep_interval = 5ms});
  Client client(service.port());
  const std::string request = post("/", "a=12345678");
  client.send(request.substr(0, request.size() - 3));
  EXPECT_EQ(client.receive().status, 408);
  EXPECT_TRUE(client.is_closed());
}

TEST(ServerDeadlines, EndASilentConnectionWithoutAWord) {
  Service service({.head_deadline = 50ms, .idle_deadline = 50ms, .sweep_interval = 5ms});
  Client never_speaks(service.port());
  EXPECT_TRUE(never_speaks.is_closed());
  Client falls_silent(service.port());
  falls_silent.send(get("/"));
  EXPECT_EQ(falls_silent.receive().status, 200);
  EXPECT_TRUE(falls_silent.is_closed());
}

TEST(ServerDeadlines, EndAPeerThatDoesNotTakeItsResponse) {
  Service service({.request_deadline = 50ms, .sweep_interval = 5ms});
  service.application.on_answer = [](const Request&) {
    return plain_text(200, std::string(50'000'000, 'x'));
  };
  Client client(service.port());
  client.send(get("/"));
  EXPECT_FALSE(client.is_silent_for(5s));
  std::this_thread::sleep_for(300ms);
  EXPECT_LT(client.receive().body.size(), 50'000'000U);
}

TEST(Server, SaysWhichAddressIsTaken) {
  Service service;
  FunctionApplication application;
  FixedClock clock;
  CountingRandom random;
  log::Log log{[](std::string_view) {}};
  const auto problem_of = [&](ServerOptions options) -> std::string {
    try {
      const Server server(std::move(options), application, clock, random, log);
    } catch (const std::runtime_error& problem) {
      return problem.what();
    }
    return "none";
  };
  EXPECT_THAT(
      problem_of({.port = service.port()}),
      testing::AllOf(HasSubstr(std::to_string(service.port())), HasSubstr("choose another")));
  EXPECT_THAT(problem_of({.listen_address = "localhost"}), HasSubstr("not an IP address"));
  EXPECT_EQ(problem_of({}), "none");
}

}  // namespace
}  // namespace sallyport::http
