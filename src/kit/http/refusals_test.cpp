// What the server refuses to read, over a real socket: each row ends its connection.
#include <gtest/gtest.h>

#include <random>

#include "kit/http/head.hpp"
#include "kit/http/server_for_tests.hpp"

namespace sallyport::http {
namespace {

using namespace std::string_literals;
using namespace testing_server;

struct Row {
  int status;
  const char* what;
  std::string request;
};

const std::string host = "Host: portal.example\r\n";

/// A GET with this line more.
std::string with(const std::string& line) {
  return "GET / HTTP/1.1\r\n" + host + line + "\r\n\r\n";
}

std::string to(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\n" + host + "\r\n";
}

std::string sent(const std::string& lines) {
  return "POST / HTTP/1.1\r\n" + host + lines + "\r\n\r\n0\r\n\r\n";
}

void expect_each_refused(const std::vector<Row>& rows) {
  Service service;
  service.application.on_answer = [](const Request& request) {
    ADD_FAILURE() << "answered " << request.path;
    return plain_text(200, "");
  };
  for (const auto& [status, what, request] : rows) {
    SCOPED_TRACE(what);
    Client client(service.port());
    EXPECT_TRUE(client.send(request));
    const Reply reply = client.receive();
    EXPECT_EQ(reply.status, status);
    EXPECT_EQ(reply.headers.contains("connection") ? reply.headers.at("connection") : "", "close");
    EXPECT_TRUE(client.is_closed());
  }
}

TEST(Refusals, OfWhereTheBodyEnds) {
  const std::string length = "Content-Length: 5\r\n";
  const std::string chunked = "Transfer-Encoding: chunked";
  expect_each_refused({
      {411, "chunked", sent(chunked)},
      {411, "a coding like chunked", sent("Transfer-Encoding: xchunked")},
      {411, "two codings", sent("Transfer-Encoding: gzip, chunked")},
      {411, "chunked twice", sent("Transfer-Encoding: chunked, chunked")},
      {411, "two lines of codings", sent(chunked + "\r\n" + chunked)},
      {411, "no coding at all", sent("Transfer-Encoding: identity")},
      {411, "an empty coding", sent("Transfer-Encoding:")},
      {411, "a coding in odd case", sent("tRANSFER-eNCODING: CHUNKED")},
      {411, "a coding on a GET", with(chunked)},
      {411, "a coding with HTTP/1.0", "POST / HTTP/1.0\r\n" + host + chunked + "\r\n\r\n0\r\n\r\n"},
      {411, "a trailer that would be a cookie",
       "POST / HTTP/1.1\r\n" + host + chunked +
           "\r\nTrailer: Cookie\r\n\r\n0\r\nCookie: sid=x\r\n\r\n"},
      {400, "length, then coding", sent(length + chunked)},
      {400, "coding, then length", sent(chunked + "\r\nContent-Length: 5")},
      {400, "coding hidden by a space", sent(length + "Transfer-Encoding : chunked")},
      {400, "coding hidden by a tab", sent(length + "Transfer-Encoding\t: chunked")},
      {400, "coding hidden by a fold", sent(length + "X: y\r\n Transfer-Encoding: chunked")},
      {400, "coding hidden by an underscore", sent(length + "Transfer_Encoding: chunked")},
      {400, "coding hidden by a bare LF", sent(length + "X: y\nTransfer-Encoding: chunked")},
      {400, "coding hidden by a bare CR", sent(length + "X: y\rTransfer-Encoding: chunked")},
      {400, "coding hidden by a NUL", sent(length + "Transfer-Encoding\0: chunked"s)},
      {400, "coding hidden by a vertical tab", sent(length + "Transfer-Encoding:\vchunked")},
      {400, "two lengths", sent("Content-Length: 5\r\nContent-Length: 6")},
      {400, "the same length twice", sent("Content-Length: 5\r\nContent-Length: 5")},
      {400, "a list of lengths", sent("Content-Length: 5, 5")},
      {400, "a length with a sign", sent("Content-Length: +5")},
      {400, "a negative length", sent("Content-Length: -5")},
      {400, "a hexadecimal length", sent("Content-Length: 0x5")},
      {400, "a length with a letter", sent("Content-Length: 5a")},
      {400, "an empty length", sent("Content-Length:")},
      {400, "a fraction", sent("Content-Length: 5.0")},
      {400, "a length in quotes", sent("Content-Length: \"5\"")},
      {400, "a length beyond 64 bits", sent("Content-Length: 18446744073709551621")},
      {400, "a length of a hundred digits", sent("Content-Length: " + std::string(100, '9'))},
      {413, "10 GiB", sent("Content-Length: 10737418240")},
      {413, "10 GiB, asked for first", sent("Expect: 100-continue\r\nContent-Length: 10737418240")},
      {413, "the largest of 63 bits", sent("Content-Length: 9223372036854775807")},
      {415, "a compressed body", sent(length + "Content-Encoding: gzip")},
      {415, "a body said to be plain", sent(length + "Content-Encoding: identity")},
      {417, "another expectation", sent(length + "Expect: 200-ok")},
      {417, "two expectations", sent(length + "Expect: 100-continue\r\nExpect: 100-continue")},
  });
}

TEST(Refusals, OfLinesAndNames) {
  expect_each_refused({
      {400, "a folded line", with("X: a\r\n b")},
      {400, "a line folded by a tab", with("X: a\r\n\tb")},
      {400, "a first line that is folded", "GET / HTTP/1.1\r\n X: a\r\n" + host + "\r\n"},
      {400, "bare LF throughout", "GET / HTTP/1.1\nHost: portal.example\n\n"},
      {400, "a bare LF in a value", with("X: a\nb")},
      {400, "a bare CR in a value", with("X: a\rb")},
      {400, "a CR before CRLF", with("X: a\r")},
      {400, "a NUL in a value", with("X: a\0b"s)},
      {400, "a NUL in a name", with("X\0Y: a"s)},
      {400, "a control character in a value", with("X: a\x01"s)},
      {400, "a DEL in a value", with("X: a\x7f"s)},
      {400, "an escape in a value", with("X: \x1b[31m")},
      {400, "a space before the colon", with("X : a")},
      {400, "a space in a name", with("X Y: a")},
      {400, "an underscore in a name", with("X_Forwarded_For: 192.0.2.1")},
      {400, "another letter of a token", with("X!: a")},
      {400, "UTF-8 in a name", with("X\xC3\xA9: a")},
      {400, "no name", with(": a")},
      {400, "no colon", with("nonsense")},
      {400, "an empty line first", "\r\n" + to("/")},
      {400, "LF first", "\n" + to("/")},
      {400, "CR first", "\r" + to("/")},
      {400, "a TLS greeting", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s},
  });
}

TEST(Refusals, OfTheRequestLine) {
  const std::string rest = "\r\n" + host + "\r\n";
  expect_each_refused({
      {400, "no version", "GET /" + rest},
      {400, "nothing but a method", "GET" + rest},
      {400, "no target", "GET  HTTP/1.1" + rest},
      {400, "two spaces before the target", "GET  / HTTP/1.1" + rest},
      {400, "two spaces after the target", "GET /  HTTP/1.1" + rest},
      {400, "a space at the end", "GET / HTTP/1.1 " + rest},
      {400, "a space at the start", " GET / HTTP/1.1" + rest},
      {400, "a tab between", "GET\t/\tHTTP/1.1" + rest},
      {400, "a space in the target", to("/a b")},
      {400, "another protocol", "GET / HTTPS/1.1" + rest},
      {400, "a protocol in small letters", "GET / http/1.1" + rest},
      {400, "a version of two digits", "GET / HTTP/1.10" + rest},
      {400, "a version without a dot", "GET / HTTP/11" + rest},
      {400, "a method that is no token", "G(T / HTTP/1.1" + rest},
      {505, "HTTP/1.2", "GET / HTTP/1.2" + rest},
      {505, "HTTP/0.9", "GET / HTTP/0.9" + rest},
      {505, "HTTP/2.0", "GET / HTTP/2.0" + rest},
      {505, "the greeting of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
      {405, "PUT", "PUT / HTTP/1.1" + rest},
      {405, "DELETE", "DELETE / HTTP/1.1" + rest},
      {405, "TRACE", "TRACE / HTTP/1.1" + rest},
      {405, "OPTIONS", "OPTIONS * HTTP/1.1" + rest},
      {405, "CONNECT", "CONNECT portal.example:443 HTTP/1.1" + rest},
      {405, "a method in small letters", "get / HTTP/1.1" + rest},
      {405, "a method of our own making", "SALLY / HTTP/1.1" + rest},
  });
}

TEST(Refusals, OfTheTarget) {
  std::vector<Row> rows;
  for (const auto& target : {"http://portal.example/"s,
                             "https://other.example/"s,
                             "portal.example:443"s,
                             "*"s,
                             "signin"s,
                             "//"s,
                             "//other.example/"s,
                             "/a//b"s,
                             "/."s,
                             "/.."s,
                             "/./a"s,
                             "/a/."s,
                             "/a/.."s,
                             "/a/../b"s,
                             "/../../etc/passwd"s,
                             "/%2e/a"s,
                             "/%2E%2e/a"s,
                             "/.%2e/a"s,
                             "/a%2fb"s,
                             "/a%2Fb"s,
                             "/a%5cb"s,
                             "/a\\b"s,
                             "/a%00"s,
                             "/a%0d%0ab"s,
                             "/a%09"s,
                             "/a%7f"s,
                             "/a%"s,
                             "/a%4"s,
                             "/a%zz"s,
                             "/a%%41"s,
                             "/a?b=%"s,
                             "/a?b=%g1"s,
                             "/a#b"s,
                             "/\xC3\xA9"s,
                             "/a?b=\xC3\xA9"s,
                             "/\xff"s,
                             "/a\x7f"s,
                             "/a\tb"s,
                             "/a\x01"s}) {
    rows.push_back({400, "target", to(target)});
  }
  expect_each_refused(rows);
}

TEST(Refusals, OfTheHost) {
  const std::string start = "GET / HTTP/1.1\r\n";
  expect_each_refused({
      {400, "no Host", start + "\r\n"},
      {400, "no Host with HTTP/1.0", "GET / HTTP/1.0\r\n\r\n"},
      {400, "two Hosts", start + host + "Host: other.example\r\n\r\n"},
      {400, "the same Host twice", start + host + host + "\r\n"},
      {400, "an empty Host", start + "Host:\r\n\r\n"},
      {400, "two Hosts in one", start + "Host: portal.example, other.example\r\n\r\n"},
      {400, "a Host with a name", start + "Host: ann@portal.example\r\n\r\n"},
      {400, "a Host with a path", start + "Host: portal.example/x\r\n\r\n"},
      {400, "a Host in UTF-8", start + "Host: p\xC3\xB6rtal.example\r\n\r\n"},
  });
}

TEST(Refusals, OfAQueryOrFormThatIsNotWellFormed) {
  Service service;
  const std::string form = "Content-Type: application/x-www-form-urlencoded\r\n";
  for (const auto& [status, what, request] : std::vector<Row>{
           {400, "a query field twice", to("/?a=1&a=2")},
           {400, "a query that is not UTF-8", to("/?a=%FF")},
           {400, "a query with a NUL", to("/?a=%00")},
           {400, "a form field twice", post("/", "a=1&a=2")},
           {400, "a broken escape", post("/", "a=%zz")},
           {400, "not UTF-8", post("/", "a=%ff")},
           {415, "JSON in another charset",
            "POST / HTTP/1.1\r\n" + host +
                "Content-Type: application/json; charset=utf-16\r\nContent-Length: 2\r\n\r\n{}"},
           {415, "no type", "POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\na=1"},
           {415, "another charset",
            "POST / HTTP/1.1\r\n" + host +
                "Content-Type: application/x-www-form-urlencoded; "
                "charset=latin1\r\nContent-Length: 3\r\n\r\na=1"},
           {415, "two types", post("/", "a=1", form)},
           {415, "multipart",
            "POST / HTTP/1.1\r\n" + host +
                "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 3\r\n\r\na=1"},
       }) {
    SCOPED_TRACE(what);
    Client client(service.port());
    client.send(request + get("/next"));
    EXPECT_EQ(client.receive().status, status);
    EXPECT_EQ(client.receive().body, "GET /next") << "where it ended was never in doubt";
  }
}

TEST(Refusals, SayWhichMethodsThereAre) {
  Service service;
  Client client(service.port());
  client.send("PUT / HTTP/1.1\r\n" + host + "\r\n");
  EXPECT_EQ(client.receive().headers["allow"], "GET, HEAD, POST");
}

TEST(Refusals, AreLoggedWithTheReasonAndNothingOfTheRequest) {
  Service service;
  Client client(service.port());
  client.send(with("X-Token: verysecret\r\nTransfer-Encoding: chunked"));
  const Reply reply = client.receive();
  const std::string log = service.lines.joined();
  EXPECT_NE(log.find("request_refused"), std::string::npos);
  EXPECT_NE(log.find("Transfer-Encoding"), std::string::npos);
  EXPECT_EQ(log.find("verysecret"), std::string::npos);
  EXPECT_EQ(reply.body.size(), "failure page, request "s.size() + 16);
}

// Where a head is cut into packets must not matter.
TEST(HeadEnd, FindsTheSameEndHoweverTheBytesArrive) {
  std::mt19937 chance{3};
  const std::string whole = post("/signin", "a=1") + get("/");
  for (int round = 0; round < 5000; ++round) {
    std::string text = whole;
    if (chance() % 2 == 0) text[chance() % text.size()] = "\r\n\0 :x"[chance() % 6];
    HeadEnd at_once;
    const auto expected = at_once.look(text);

    HeadEnd in_parts;
    Result<std::optional<std::size_t>, Refusal> found = std::nullopt;
    for (std::size_t size = 0; size < text.size() && found && !*found;) {
      size = std::min(text.size(), size + 1 + chance() % 40);
      found = in_parts.look(std::string_view{text}.substr(0, size));
    }
    ASSERT_EQ(found.has_value(), expected.has_value()) << text;
    if (found) {
      EXPECT_EQ(*found, *expected) << text;
    }
  }
}

// What comes out of any bytes keeps what the header promises.
TEST(Head, IsRefusedOrHoldsItsPromisesWhateverTheBytes) {
  std::mt19937 chance{4};
  constexpr std::string_view letters = "\r\n :/%.?=&aZ0-_,;\t\"\\#\x01\x7f\xC3";
  const std::string whole =
      post("/signin/a%20b?c=d", "", "Connection: keep-alive\r\nX-Forwarded-For: 192.0.2.1\r\n");
  int taken = 0;
  for (int round = 0; round < 30'000; ++round) {
    std::string text = whole;
    for (auto changes = chance() % 3; changes > 0; --changes) {
      const auto at = chance() % text.size();
      if (chance() % 3 == 0)
        text.erase(at, 1 + chance() % 8);
      else if (chance() % 2 == 0)
        text[at] = letters[chance() % letters.size()];
      else
        text.insert(at, 1, letters[chance() % letters.size()]);
    }
    HeadEnd end;
    const auto length = end.look(text);
    if (!length || !*length) continue;
    const auto head = read_head(std::string_view{text}.substr(0, **length), 64, 1000);
    if (!head) {
      EXPECT_TRUE(head.error().status >= 400 && head.error().status <= 505);
      continue;
    }
    ++taken;
    EXPECT_TRUE(head->path.starts_with('/')) << text;
    EXPECT_EQ(head->path.find("//"), std::string::npos) << text;
    EXPECT_LE(head->body_length, 1000U);
    for (const auto& [name, value] : head->headers) {
      EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string::npos)
          << text;
      EXPECT_EQ(value.find_first_of("\r\n"), std::string::npos) << text;
      EXPECT_NE(name, "transfer-encoding");
    }
  }
  EXPECT_GT(taken, 5000);
}

}  // namespace
}  // namespace sallyport::http
