// What pocketctl says and ends with, against a portal that is told what to answer. The portal
// itself meets it in tests/faults/pocketctl_test.py.
#include "pocketctl/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <mutex>

#include "base/encoding.hpp"
#include "core/statement/statement.hpp"
#include "kit/crypto/p256.hpp"
#include "kit/http/server_for_tests.hpp"
#include "kit/json/json.hpp"
#include "pocketctl/failed.hpp"
#include "pocketctl/state_folder.hpp"

namespace sallyport::pocketctl {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override { return at_unix_seconds(1'794'000'012); }
};

http::Response reply(int status, const std::string& json) {
  http::Response response;
  response.status = status;
  response.body = json;
  response.with_header("Content-Type", "application/json");
  return response;
}

class PocketctlCommands : public testing::Test {
 protected:
  PocketctlCommands() {
    std::string name = std::filesystem::temp_directory_path() / "pocketctl-XXXXXX";
    folder = ::mkdtemp(name.data());
    portal.application.on_answer = [this](const http::Request& request) {
      const std::lock_guard lock{mutex};
      asked.push_back(request.path + (request.query.empty() ? "" : "?" + request.query));
      requests.push_back(request);
      return answer(request);
    };
  }
  ~PocketctlCommands() override { std::filesystem::remove_all(folder); }

  [[nodiscard]] std::string origin() { return "http://127.0.0.1:" + std::to_string(portal.port()); }

  /// As after `pair`.
  crypto::P256Key link() {
    StateFolder state{folder, Secret{}, random};
    const StateFolder::Lock lock{state};
    auto key = crypto::P256Key::fresh(random);
    state.keep_key(lock, key);
    state.keep(lock, {.origin = origin(),
                      .device = "JjpNvkFIj7hyFLADIznbuQ",
                      .code = "",
                      .portal = "Customer Portal",
                      .account = "j…n@example.nl",
                      .organisation = "",
                      .name = "Desk",
                      .offline_secret = Secret{std::string(20, 's')}});
    return key;
  }

  Exit say(std::vector<std::string> words, bool for_tests = false) {
    words.insert(words.begin(), {"pocketctl", "--state", folder.string()});
    std::vector<const char*> pointers;
    for (const auto& word : words) pointers.push_back(word.c_str());
    std::FILE* const out_file = std::tmpfile();
    std::FILE* const err_file = std::tmpfile();
    const int code =
        run(static_cast<int>(pointers.size()), pointers.data(),
            {.random = random,
             .clock = clock,
             .sleep = [this](std::chrono::seconds time) { slept.push_back(time.count()); },
             .out = out_file,
             .err = err_file,
             .authorities = {},
             .mischief = {}},
            for_tests);
    out = text_of(out_file);
    err = text_of(err_file);
    return static_cast<Exit>(code);
  }

  std::filesystem::path folder;
  crypto::SystemRandom random;
  FixedClock clock;
  std::mutex mutex;
  std::vector<std::string> asked;
  std::vector<http::Request> requests;
  std::vector<std::int64_t> slept;
  std::function<http::Response(const http::Request&)> answer = [](const http::Request&) {
    return reply(404, R"({"error":"not_there","message":"There is nothing here."})");
  };
  std::string out;
  std::string err;
  http::testing_server::Service portal;  // last: it ends before what its handlers use

 private:
  static std::string text_of(std::FILE* file) {
    EXPECT_EQ(std::fseek(file, 0, SEEK_SET), 0);
    std::string text;
    for (int letter = std::fgetc(file); letter != EOF; letter = std::fgetc(file)) {
      text += static_cast<char>(letter);
    }
    std::fclose(file);
    return text;
  }
};

constexpr const char* no_requests =
    R"({"server_time":1794000012,"version":"none","challenges":[]})";

/// One request, in that mode.
std::string with_request(const std::string& mode, const std::string& options = "[]") {
  return json::Object{}
      .add("server_time", 1794000012)
      .add("version", "one")
      .add_written("challenges",
                   "[" +
                       json::Object{}
                           .add("id", "LdAL134CIs7YgmZUganB2Q")
                           .add("nonce", "eDd7UldXtJRCf4kBT5fXmSjzk40U61HiD7XeyYNOswQ")
                           .add("mode", mode)
                           .add_written("options", options)
                           .add("context", R"({"browser":{"name":"Firefox","os":"Windows"}})")
                           .add("expires_at", 1794000120)
                           .add_written("hints", "{}")
                           .text() +
                       "]")
      .text();
}

TEST_F(PocketctlCommands, EndWithWhatKindOfFailureItWas) {
  EXPECT_EQ(say({}), Exit::usage);
  EXPECT_EQ(say({"dance"}), Exit::usage);
  EXPECT_EQ(say({"approve"}), Exit::usage);
  EXPECT_EQ(say({"--help"}), Exit::done);
  EXPECT_EQ(say({"list"}), Exit::not_linked);
  EXPECT_THAT(err, HasSubstr("pocketctl pair"));
  link();
  struct Case {
    int status;
    const char* code;
    Exit exit;
  };
  for (const Case& one :
       {Case{426, "upgrade_required", Exit::upgrade}, Case{401, "device_unknown", Exit::not_linked},
        Case{403, "device_suspended", Exit::refused}, Case{429, "too_many", Exit::refused},
        Case{401, "bad_signature", Exit::refused}}) {
    answer = [&one](const http::Request&) {
      return reply(one.status, json::Object{}
                                   .add("error", one.code)
                                   .add("message", "So it is.")
                                   .add("retry_after", 30)
                                   .add("min_version", "1.8.0")
                                   .text());
    };
    EXPECT_EQ(say({"list"}), one.exit) << one.code;
    EXPECT_THAT(out, IsEmpty());
    EXPECT_EQ(say({"--json", "list"}), one.exit) << one.code;
    EXPECT_EQ(json::read_members(out)->at("error"), one.code);
  }
  EXPECT_EQ(say({"--print-statement", "list"}), Exit::usage) << "only when built for tests";
}

TEST_F(PocketctlCommands, SayWhenNoPortalAnswers) {
  link();
  for (const char* odd : {"<html>", "", "[]", "{\"a\":"}) {
    answer = [odd](const http::Request&) { return reply(200, odd); };
    EXPECT_EQ(say({"list"}), Exit::network) << odd;
    answer = [odd](const http::Request&) { return reply(502, odd); };
    EXPECT_EQ(say({"list"}), Exit::network) << odd;
  }
  EXPECT_THAT(err, HasSubstr("is the address right?"));
  answer = [](const http::Request&) { return reply(200, R"({"challenges":[{"mode":"wink"}]})"); };
  EXPECT_EQ(say({"list"}), Exit::upgrade);
  portal.stop();
}

TEST_F(PocketctlCommands, SignEachRequestAndPutTheClockRightOnce) {
  const auto key = link();
  answer = [&](const http::Request& request) {
    if (request.header("pocket-time") != "1794003600") {
      return reply(401, R"({"error":"clock_skew","message":"Off.","server_time":1794003600})");
    }
    return reply(200, no_requests);
  };
  EXPECT_EQ(say({"list"}), Exit::done) << err;
  EXPECT_EQ(asked.size(), 2U);
  const http::Request& last = requests.back();
  EXPECT_EQ(last.header("pocket-version"), "1.7.0");
  const auto text =
      statement::text_of(statement::Request{.audience = origin(),
                                            .device = "JjpNvkFIj7hyFLADIznbuQ",
                                            .method = "GET",
                                            .target = "/pocket/api/v1/challenges",
                                            .body = statement::hash_of(""),
                                            .nonce = std::string{*last.header("pocket-nonce")},
                                            .time = 1794003600});
  ASSERT_TRUE(text);
  EXPECT_TRUE(crypto::is_signed_p256(*text, *from_base64url(*last.header("pocket-signature")),
                                     key.public_key()));
  EXPECT_NE(requests[0].header("pocket-nonce"), last.header("pocket-nonce"));

  // Not for ever, should the portal never be content.
  answer = [&](const http::Request&) {
    return reply(401, R"({"error":"clock_skew","message":"Off.","server_time":1794003600})");
  };
  asked.clear();
  EXPECT_EQ(say({"list"}), Exit::refused);
  EXPECT_EQ(asked.size(), 2U);
}

TEST_F(PocketctlCommands, SendNoAnswerThatTheRequestDoesNotAskFor) {
  link();
  for (const auto& given : std::vector<std::pair<std::string, std::string>>{{"press", "47"},
                                                                            {"choose", ""},
                                                                            {"choose", "47"},
                                                                            {"type2", ""},
                                                                            {"type2", "4"},
                                                                            {"type2", "047913"},
                                                                            {"type6", "47"},
                                                                            {"type6", "04791x"},
                                                                            {"local", ""}}) {
    answer = [&given](const http::Request&) {
      return reply(200, with_request(given.first, R"(["18","92"])"));
    };
    const Exit exit = say({"approve", "LdAL134CIs7YgmZUganB2Q", "--number", given.second});
    EXPECT_TRUE(exit == Exit::usage || exit == Exit::refused) << given.first << given.second;
  }
  for (const auto& path : asked) EXPECT_EQ(path, "/pocket/api/v1/challenges");
  EXPECT_FALSE(std::filesystem::exists(folder / "counter"));
}

TEST_F(PocketctlCommands, CountEachAnswerAnewAlsoWhenOneGotLost) {
  link();
  answer = [](const http::Request& request) {
    if (request.method == http::Method::get) return reply(200, with_request("press"));
    return reply(503, "busy");
  };
  for (const char* counter : {"1", "2", "3"}) {
    EXPECT_EQ(say({"cancel", "LdAL134CIs7YgmZUganB2Q"}), Exit::network);
    EXPECT_EQ(json::read_members(requests.back().body)->at("counter"), counter);
  }
}

TEST_F(PocketctlCommands, WatchUntilThereIsSomethingAndBearAPortalThatIsAway) {
  link();
  int times = 0;
  answer = [&](const http::Request&) {
    ++times;
    if (times == 2 || times == 3) return reply(502, "<html>");
    return reply(200, times < 5 ? no_requests : with_request("press"));
  };
  EXPECT_EQ(say({"watch", "--once"}), Exit::done);
  EXPECT_THAT(out, AllOf(HasSubstr("Log in?"), HasSubstr("LdAL134CIs7YgmZUganB2Q")));
  EXPECT_EQ(slept, (std::vector<std::int64_t>{2, 4}));
  EXPECT_EQ(asked, (std::vector<std::string>{"/pocket/api/v1/challenges?wait=25",
                                             "/pocket/api/v1/challenges?wait=25&v=none",
                                             "/pocket/api/v1/challenges?wait=25&v=none",
                                             "/pocket/api/v1/challenges?wait=25&v=none",
                                             "/pocket/api/v1/challenges?wait=25&v=none"}));
  answer = [](const http::Request&) {
    return reply(401, R"({"error":"device_unknown","message":"Gone.","moved_to":"iPhone"})");
  };
  EXPECT_EQ(say({"watch"}), Exit::not_linked);
  EXPECT_THAT(err, HasSubstr("moved to iPhone"));
}

TEST_F(PocketctlCommands, ShowTheOfflineCodeOfThatMoment) {
  link();
  EXPECT_EQ(say({"--json", "code"}), Exit::done);
  EXPECT_EQ(json::read_members(out)->at("code").size(), 6U);
  EXPECT_EQ(json::read_members(out)->at("seconds"), "18");
  EXPECT_THAT(asked, IsEmpty());
}

TEST_F(PocketctlCommands, MisbehaveOnlyWhenBuiltForIt) {
  const auto key = link();
  answer = [](const http::Request&) { return reply(200, no_requests); };
  EXPECT_EQ(say({"--print-statement", "--time-offset", "90", "list"}, true), Exit::done) << err;
  EXPECT_THAT(err, HasSubstr("POCKET-V1 REQUEST\n"));
  EXPECT_THAT(err, HasSubstr("time=1794000102\n"));
  EXPECT_EQ(say({"--print-statement", "--tamper", "target", "list"}, true), Exit::done);
  EXPECT_THAT(err, HasSubstr("target=/pocket/api/v1/challenge0\n"));
}

}  // namespace
}  // namespace sallyport::pocketctl
