// Design T3 and T17, against a push service on this machine.
#include "kit/push/sender.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/encoding.hpp"
#include "kit/push/service_for_tests.hpp"
#include "kit/push/vapid.hpp"

namespace sallyport::push {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing_service::Browser;
using testing_service::PushService;
using testing_service::Reports;
using testing_service::Rung;

crypto::Keys some_keys() {
  std::map<std::uint32_t, Secret> keys;
  keys.emplace(1, Secret{std::string(32, 'k')});
  keys.emplace(2, Secret{std::string(32, 'l')});
  return crypto::Keys{std::move(keys)};
}

Endpoint at(const std::string& url, std::vector<std::string> inside = {"127.0.0.1"}) {
  const Rules rules{.hosts = {"127.0.0.1", "localhost"},
                    .inside = std::move(inside),
                    .plain_on_this_machine = true};
  return *read_endpoint(url, rules);
}

class PushSender : public testing::Test {
 protected:
  Sender& sender() {
    if (!sender_) {
      sender_ = std::make_unique<Sender>(options, some_keys(), random, clock, reports.bell());
    }
    return *sender_;
  }
  Push push_to(const std::string& path) {
    return {.name = path,
            .to = at(service.url(path)),
            .receiver = browser.receiver(),
            .message = "There is something to look at",
            .topic = "topic"};
  }
  /// What comes of one push there.
  Report ring(const std::string& path) {
    sender().post(push_to(path));
    return take(1).front();
  }
  std::vector<Report> take(std::size_t count) { return reports.take(sender(), count); }

  crypto::SystemRandom random;
  SystemClock clock;
  PushService service;
  Browser browser{random};
  Reports reports;
  Options options{.contact = "mailto:operator@portal.example",
                  .authorities = {},
                  .patience = milliseconds{300},
                  .before_again = milliseconds{20}};

 private:
  std::unique_ptr<Sender> sender_;
};

TEST_F(PushSender, SendsWhatOnlyTheBrowserCanRead) {
  const Report report = ring("/one");
  EXPECT_EQ(report.outcome, Outcome::delivered);
  EXPECT_EQ(report.status, 201);
  EXPECT_EQ(report.name, "/one");
  EXPECT_EQ(report.host, "127.0.0.1");
  const Rung rung = service.rung().at(0);
  EXPECT_EQ(rung.path, "/one");
  EXPECT_EQ(browser.read(rung.body), "There is something to look at");
  EXPECT_EQ(rung.headers.at("content-encoding"), "aes128gcm");
  EXPECT_EQ(rung.headers.at("ttl"), "120");
  EXPECT_EQ(rung.headers.at("urgency"), "high");
  EXPECT_EQ(rung.headers.at("topic"), "topic");
  EXPECT_EQ(rung.headers.count("expect"), 0U);
}

TEST_F(PushSender, SaysWhoItIsWithTheKeyThatTheBrowserSubscribedFor) {
  Push by_old_key = push_to("/old");
  by_old_key.key_version = 1;
  sender().post(std::move(by_old_key));
  sender().post(push_to("/new"));
  Push by_lost_key = push_to("/lost");
  by_lost_key.key_version = 3;
  sender().post(std::move(by_lost_key));
  std::map<std::string, Outcome> outcomes;
  for (const Report& report : take(3)) outcomes[report.name] = report.outcome;
  EXPECT_EQ(outcomes["/lost"], Outcome::gone);
  std::map<std::string, std::string> words;
  for (const Rung& rung : service.rung()) words[rung.path] = rung.headers.at("authorization");
  EXPECT_EQ(words.size(), 2U);
  const auto key = [](char letter) {
    return "k=" + to_base64url(sender_key(Secret{std::string(32, letter)}).public_key());
  };
  EXPECT_THAT(words["/old"], HasSubstr(key('k')));
  EXPECT_THAT(words["/new"], HasSubstr(key('l')));
  EXPECT_THAT(words["/new"], testing::StartsWith("vapid t="));
}

TEST_F(PushSender, SaysWhatBecameOfEach) {
  const std::map<std::string, std::pair<std::string, Outcome>> cases = {
      {"/200", {"200 OK\r\n", Outcome::delivered}},
      {"/202", {"202 Accepted\r\n", Outcome::delivered}},
      {"/404", {"404 Not Found\r\n", Outcome::gone}},
      {"/410", {"410 Gone\r\n", Outcome::gone}},
      {"/400", {"400 Bad Request\r\n", Outcome::refused}},
      {"/413", {"413 Content Too Large\r\n", Outcome::refused}},
      {"/401", {"401 Unauthorized\r\n", Outcome::stopped}},
      {"/403", {"403 Forbidden\r\n", Outcome::stopped}},
      {"/429", {"429 Too Many Requests\r\n", Outcome::later}},
      {"/500", {"500 Internal Server Error\r\n", Outcome::later}},
      {"/503", {"503 Service Unavailable\r\n", Outcome::later}}};
  for (const auto& [path, expected] : cases) {
    service.answer(path, expected.first);
    sender().post(push_to(path));
  }
  for (const Report& report : take(cases.size())) {
    EXPECT_EQ(report.outcome, cases.at(report.name).second) << report.name;
    EXPECT_EQ("/" + std::to_string(report.status), report.name);
    EXPECT_EQ(service.times_rung(report.name), report.outcome == Outcome::later ? 2U : 1U);
  }
}

TEST_F(PushSender, FollowsNoRedirect) {
  service.answer("/moved",
                 "307 Temporary Redirect\r\nLocation: " + service.url("/secret") + "\r\n");
  const Report report = ring("/moved");
  EXPECT_EQ(report.outcome, Outcome::refused);
  EXPECT_EQ(report.status, 307);
  EXPECT_EQ(service.times_rung("/secret"), 0U);
}

// What a name leads to is looked at when it is called, however it was written.
TEST_F(PushSender, CallsNobodyInsideByANameThatLeadsThere) {
  Push push = push_to("/a");
  push.to = at("https://localhost:" + service.port() + "/a", {});
  sender().post(push);
  Report report = take(1).front();
  EXPECT_EQ(report.outcome, Outcome::refused);
  EXPECT_EQ(report.status, 0);
  EXPECT_EQ(report.why, "it leads to an address that is not on the Internet");

  // An address as it stands, had a rule let it through.
  for (const char* host :
       {"127.0.0.1", "10.0.0.1", "[::1]", "[fd00::1]", "[fe80::1]", "[::ffff:10.0.0.1]",
        "[64:ff9b::a00:1]", "169.254.169.254", "0x7f.1", "2130706433"}) {
    push.to = Endpoint{.url = std::string{"http://"} + host + ":" + service.port() + "/a",
                       .origin = host,
                       .host = host,
                       .inside = false};
    sender().post(push);
    report = take(1).front();
    EXPECT_EQ(report.outcome, Outcome::refused) << host << " " << report.why;
  }
  EXPECT_EQ(service.connections(), 0U);
}

TEST_F(PushSender, TriesOnceMoreAndThatMayDo) {
  service.answer("/busy", [](int times) {
    return std::string{times == 1 ? "503 Service Unavailable\r\n" : "201 Created\r\n"};
  });
  EXPECT_EQ(ring("/busy").outcome, Outcome::delivered);
  EXPECT_EQ(service.times_rung("/busy"), 2U);
}

TEST_F(PushSender, WaitsAsLongAsItIsToldButNotLongerThanItIsOfUse) {
  service.answer("/soon", [](int times) {
    return std::string{times == 1 ? "429 Too Many Requests\r\nRetry-After: 1\r\n"
                                  : "201 Created\r\n"};
  });
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(ring("/soon").outcome, Outcome::delivered);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, seconds{1});
  service.answer("/tomorrow", "429 Too Many Requests\r\nRetry-After: 86400\r\n");
  EXPECT_EQ(ring("/tomorrow").outcome, Outcome::later);
  EXPECT_EQ(service.times_rung("/tomorrow"), 1U);
}

TEST_F(PushSender, RefusesAReceiverThatIsNone) {
  Push push = push_to("/a");
  push.receiver.public_key = "nonsense";
  sender().post(push);
  EXPECT_EQ(take(1).front().outcome, Outcome::refused);
  EXPECT_EQ(service.connections(), 0U);
}

TEST_F(PushSender, LeavesAServiceAloneThatGivesNoAnswer) {
  service.answer("/silent", "");
  const Report first = ring("/silent");
  EXPECT_EQ(first.outcome, Outcome::later);
  EXPECT_EQ(first.status, 0);
  EXPECT_FALSE(first.why.empty());
  EXPECT_EQ(service.times_rung("/silent"), 2U);
  const Report second = ring("/other");
  EXPECT_EQ(second.outcome, Outcome::later);
  EXPECT_EQ(second.why, "left alone after it gave no answer");
  EXPECT_EQ(service.times_rung("/other"), 0U);
}

TEST_F(PushSender, ComesBackToAServiceThatGaveNoAnswer) {
  options.rest_after_silence = seconds{0};
  service.answer("/silent", "");
  EXPECT_EQ(ring("/silent").outcome, Outcome::later);
  EXPECT_EQ(ring("/other").outcome, Outcome::delivered);
}

TEST_F(PushSender, LeavesASubscriptionAloneThatIsMadeForAnotherKey) {
  service.answer("/foreign", "403 Forbidden\r\n");
  EXPECT_EQ(ring("/foreign").status, 403);
  const Report again = ring("/foreign");
  EXPECT_EQ(again.outcome, Outcome::stopped);
  EXPECT_EQ(again.status, 0);
  EXPECT_EQ(service.times_rung("/foreign"), 1U);
  EXPECT_EQ(ring("/other").outcome, Outcome::delivered);
}

TEST_F(PushSender, IsHeldUpByNoServiceThatIsDead) {
  PushService dead;
  options.patience = seconds{5};
  dead.answer("/silent", "");
  for (int i = 0; i < 100; ++i) {
    Push push = push_to("/silent");
    push.to = at(dead.url("/silent"));
    sender().post(push);
  }
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 100; ++i) sender().post(push_to("/" + std::to_string(i)));
  for (const Report& report : take(100)) {
    EXPECT_EQ(report.outcome, Outcome::delivered) << report.name;
  }
  const auto took = std::chrono::steady_clock::now() - begin;
  EXPECT_LT(took, seconds{4}) << "less than one push to the dead service waits";
  RecordProperty("milliseconds", std::to_string(took / milliseconds{1}));
  // And it gets no more of us than eight at a time, each tried twice.
  EXPECT_EQ(dead.connections(), 8U);
}

TEST_F(PushSender, EndsWhileSomethingIsUnderWay) {
  options.patience = seconds{30};
  service.answer("/silent", "");
  const auto begin = std::chrono::steady_clock::now();
  {
    Sender ending{options, some_keys(), random, clock, [] {}};
    ending.post(push_to("/silent"));
    while (service.times_rung("/silent") == 0) std::this_thread::sleep_for(milliseconds{5});
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds{5});
}

TEST_F(PushSender, NeedsSomebodyWhoCanBeReached) {
  options.contact = "mailto:root@localhost";
  EXPECT_THROW((void)sender(), Bug);
}

}  // namespace
}  // namespace sallyport::push
