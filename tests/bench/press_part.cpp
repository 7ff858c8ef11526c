// From the press on a phone to the browser's next page, and what a phone's request costs.
#include <fmt/format.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "base/encoding.hpp"
#include "core/statement/statement.hpp"
#include "kit/json/json.hpp"
#include "tests/bench/client.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/load.hpp"
#include "tests/bench/parts.hpp"

namespace sallyport::bench {
namespace {

constexpr std::size_t people = 40;  // one press each: a phone may answer ten times a minute
constexpr std::size_t requests = 2'000;
constexpr std::string_view version = "1.7.0";

/// A phone that is linked already.
class Phone {
 public:
  Phone(int port, LinkedPhone linked)
      : connection_(port),
        host_(fmt::format("localhost:{}", port)),
        audience_("http://" + host_),
        device_(to_base64url(linked.device.bytes())),
        key_(std::move(linked.key)) {}

  /// The request as it goes over the wire, signed now.
  [[nodiscard]] std::string signed_get(const std::string& target) {
    const std::string nonce = to_base64url(random_.bytes(16));
    const auto text = statement::text_of(statement::Request{.audience = audience_,
                                                            .device = device_,
                                                            .method = "GET",
                                                            .target = target,
                                                            .body = statement::hash_of(""),
                                                            .nonce = nonce,
                                                            .time = now()});
    return fmt::format(
        "GET {} HTTP/1.1\r\nHost: {}\r\nPocket-Version: {}\r\nPocket-Device: {}\r\nPocket-Time: "
        "{}\r\nPocket-Nonce: {}\r\nPocket-Signature: {}\r\n\r\n",
        target, host_, version, device_, now(), nonce, to_base64url(key_.sign(text.value())));
  }
  Answer exchange(const std::string& request) { return connection_.exchange(request); }

  /// What waits, with the answer that approves it.
  struct Ready {
    std::string path;
    std::string body;
  };
  Ready ready(const std::string& number) {
    const Answer told = exchange(signed_get("/pocket/api/v1/challenges"));
    const auto members = json::read_members(told.body).value_or(json::Texts{});
    const auto rows = json::read_list(members.at("challenges"));
    if (!rows || rows->empty())
      throw std::runtime_error("nothing waits on the phone: " + told.body);
    const auto row = json::read_members(rows->front()).value();
    const std::string& mode = row.at("mode");
    const std::string value = mode == "press" ? "-" : number;
    ++counter_;
    const auto text =
        statement::text_of(statement::Answer{.audience = audience_,
                                             .device = device_,
                                             .challenge = row.at("id"),
                                             .nonce = row.at("nonce"),
                                             .context = statement::hash_of(row.at("context")),
                                             .mode = statement::mode_of(mode).value(),
                                             .decision = statement::Decision::approve,
                                             .value = value,
                                             .counter = counter_,
                                             .time = now()});
    return {.path = fmt::format("/pocket/api/v1/challenges/{}/answer", row.at("id")),
            .body = json::Object{}
                        .add("answer", "approve")
                        .add("value", value)
                        .add("counter", counter_)
                        .add("time", now())
                        .add("signature", to_base64url(key_.sign(text.value())))
                        .text()};
  }
  Answer press(const Ready& ready) {
    return exchange(fmt::format(
        "POST {} HTTP/1.1\r\nHost: {}\r\nPocket-Version: {}\r\nPocket-Device: {}\r\nContent-Type: "
        "application/json\r\nContent-Length: {}\r\n\r\n{}",
        ready.path, host_, version, device_, ready.body.size(), ready.body));
  }

 private:
  static std::int64_t now() {
    return unix_seconds(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
  }

  Connection connection_;
  std::string host_;
  std::string audience_;
  std::string device_;
  crypto::P256Key key_;
  crypto::SystemRandom random_;
  std::int64_t counter_ = 0;
};

std::string between(const std::string& text, const std::string& before, char end) {
  const auto found = text.find(before);
  if (found == std::string::npos) throw std::runtime_error("the page lacks " + before);
  const auto from = found + before.size();
  return text.substr(from, text.find(end, from) - from);
}

/// Seconds from the press until the browser has its next page.
double press_of(int port, std::size_t who, Phone& phone) {
  Person person(port, address_of(who));
  const Answer start = person.open("/signin");
  const Answer typed = person.post(
      "/signin/password",
      fmt::format("form_token={}&email={}&password={}", percent_encode(form_token(start.body)),
                  percent_encode(email_of(who)), percent_encode(password)));
  if (typed.status != 303) throw std::runtime_error("the password was refused");
  const Answer asked = person.open("/signin/factor/pocket");
  const std::string wait = between(asked.body, "data-wait=\"", '"');
  const auto ready = phone.ready(between(asked.body, "<p class=\"number\">", '<'));

  double arrived = 0;
  std::string last;
  std::thread browser([&] {
    const Answer news = person.open(wait + "?state=open");
    const Answer on = person.post("/signin/factor/pocket",
                                  "form_token=" + percent_encode(form_token(asked.body)));
    last = fmt::format("{} {}", on.status, news.body);
    if (on.status == 303) last += std::to_string(person.open(on.header("Location")).status);
    arrived = seconds_now();
  });
  std::this_thread::sleep_for(std::chrono::milliseconds{200});  // until the browser waits
  const double pressed = seconds_now();
  const Answer answered = phone.press(ready);
  browser.join();
  if (answered.status != 200 || !last.ends_with("approved\n200")) {
    throw std::runtime_error("the press led to " + answered.body + ", " + last);
  }
  return arrived - pressed;
}

}  // namespace

void measure_presses() {
  const Installation installation(people);
  std::vector<LinkedPhone> linked;
  for (std::size_t who = 0; who < people; ++who) linked.push_back(installation.link_phone(who));
  const auto portal = installation.start();
  std::vector<double> presses;
  for (std::size_t who = 0; who < people; ++who) {
    Phone phone(installation.port(), linked[who]);
    presses.push_back(press_of(installation.port(), who, phone));
  }

  Phone phone(installation.port(), linked.front());
  std::vector<std::string> signed_requests;
  for (std::size_t i = 0; i < requests; ++i) {
    signed_requests.push_back(phone.signed_get("/pocket/api/v1/challenges"));
  }
  const Spent before = portal->spent();
  for (const std::string& request : signed_requests) {
    const Answer told = phone.exchange(request);
    if (told.status != 200) throw std::runtime_error("a phone was refused: " + told.body);
  }
  const Spent after = portal->spent();
  const double each = (after.hashing + after.otherwise - before.hashing - before.otherwise) /
                      static_cast<double>(requests);
  const double median = quantile(presses, 0.5);
  write({.name = "press",
         .title = "One press",
         .figures = {{"from the press to the browser's next page, median",
                      fmt::format("{:.0f} ms (slowest of {}: {:.0f} ms)", median * 1e3, people,
                                  quantile(presses, 1) * 1e3),
                      "≤ 300 ms", median <= 0.3},
                     {"a phone's signed request", fmt::format("{:.2f} ms of processor", each * 1e3),
                      "≤ 1 ms", each <= 1e-3}},
         .how = fmt::format(
             "Browser, phone and portal on one machine; the browser waits as the page's script "
             "does, sends the form and opens the page that it is led to. {} signed requests one "
             "after the other over one connection, each with its nonce kept.",
             requests)});
}

}  // namespace sallyport::bench
