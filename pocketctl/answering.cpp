// What waits for an answer, and answering it.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/encoding.hpp"
#include "core/device/offline_code.hpp"
#include "core/statement/grammar.hpp"
#include "pocketctl/commands.hpp"
#include "pocketctl/request.hpp"

namespace sallyport::pocketctl {
namespace {

using statement::Decision;
using statement::Mode;
using std::chrono::seconds;

constexpr seconds one_wait{25};
constexpr seconds patience_while_waiting{40};
constexpr seconds longest_pause{30};
constexpr std::int64_t code_period = 30;

struct Waiting {
  std::string version;
  std::vector<Request> requests;
  seconds pause{0};  // before asking again, when the portal is crowded
};

Waiting ask(Linked& us, const std::string& query, seconds patience) {
  const Reply reply = us.portal.get(us.device, api("challenges" + query), patience);
  expect_good(reply);
  auto requests = read_requests(reply.at("challenges"));
  if (!requests) {
    throw Failed(Exit::upgrade, "unreadable",
                 "The portal asks in a way that this version does not know: update pocketctl.");
  }
  const auto pause = statement::number_of(reply.at("retry_after"));
  return {.version = reply.at("version"),
          .requests = std::move(*requests),
          .pause = seconds{std::min<std::int64_t>(pause.value_or(0), longest_pause.count())}};
}

Waiting ask_now(Linked& us) { return ask(us, "", seconds{15}); }

void tell(const Command& command, const Linked& us, const Request& request) {
  std::string words = shown(request, us.portal.now());
  words.pop_back();  // say() ends the line
  say(command, words, as_json(request));
  std::fflush(command.around.out);
}

/// The value that goes into the answer. Asking for a number that was not given, or giving one that
/// is not asked for, is a slip: nothing is sent, for there is only one try.
std::string value_for(const Request& request, const std::string& number) {
  const std::string value = number.empty() ? "-" : number;
  const bool is_offered = request.mode != Mode::choose || number.empty() ||
                          std::ranges::find(request.options, number) != request.options.end();
  if (statement::is_value(value, request.mode, Decision::approve) && is_offered) return value;
  switch (request.mode) {
    case Mode::press:
      throw Failed(Exit::usage, "usage", "This request asks for no number: leave --number out.");
    case Mode::choose:
      throw Failed(Exit::usage, "usage",
                   fmt::format("Give --number with the one on your screen: {}.",
                               fmt::join(request.options, ", ")));
    case Mode::type2:
      throw Failed(Exit::usage, "usage", "Give --number with the two digits on your screen.");
    case Mode::type6:
      throw Failed(Exit::usage, "usage", "Give --number with the six digits on your screen.");
    case Mode::local:
      break;
  }
  throw Failed(Exit::refused, "bad_value",
               "This way of asking is not one that pocketctl can answer.");
}

std::optional<Request> find(const std::vector<Request>& requests, const std::string& id) {
  const auto found = std::ranges::find(requests, id, &Request::id);
  return found == requests.end() ? std::nullopt : std::optional{*found};
}

Failed unknown_request() {
  return {Exit::refused, "challenge_unknown",
          "No such request waits: it was answered or given up, or two minutes have passed."
          " `pocketctl list` shows what does."};
}

/// Signed and sent once; a counter is never used again, also when nothing came back.
Reply send_answer(const Command& command, const StateFolder::Lock& lock, Linked& us,
                  const Request& request, Decision decision, const std::string& value) {
  for (;;) {
    const statement::Answer answer{.audience = us.portal.origin(),
                                   .device = us.device.id,
                                   .challenge = request.id,
                                   .nonce = request.nonce,
                                   .context = statement::hash_of(request.context),
                                   .mode = request.mode,
                                   .decision = decision,
                                   .value = value,
                                   .counter = command.state.take_counter(lock),
                                   .time = us.portal.now()};
    Reply reply = us.portal.post_answer(api(fmt::format("challenges/{}/answer", request.id)),
                                        json::Object{}
                                            .add("answer", statement::word_of(decision))
                                            .add("value", value)
                                            .add("counter", answer.counter)
                                            .add("time", answer.time)
                                            .add("signature", us.portal.sign(us.device.key, answer))
                                            .text(),
                                        us.device.id);
    if (!us.portal.corrects_clock(reply)) return reply;
  }
}

void tell_outcome(const Command& command, const Request& request, const Reply& reply) {
  expect_good(reply);
  const std::string state = reply.at("state");
  if (state == "wrong_number") {
    throw Failed(
        Exit::refused, state,
        "That is not the number on the screen, so this sign-in was stopped. Log in again to"
        " get a new one.");
  }
  const auto context = json::read_members(request.context).value_or(json::Texts{});
  const std::string browser = harmless(browser_of(context));
  const std::string words = state == "approved" ? fmt::format("Logged in on {}.", browser)
                            : state == "reported"
                                ? "We stopped it. Somebody knows your password: change it now."
                                : "Stopped.";
  say(command, words, json::Object{}.add("state", state).text());
}

void answer(const Command& command, const std::string& id, Decision decision) {
  const StateFolder::Lock lock{command.state};
  Linked us = linked(command, &lock);
  const auto request = find(ask_now(us).requests, id);
  if (!request) throw unknown_request();
  tell_outcome(command, *request, send_answer(command, lock, us, *request, decision, "-"));
}

}  // namespace

void watch(const Command& command, bool once) {
  Linked us = linked(command);
  std::string version;
  std::set<std::string> told;
  seconds pause{0};
  for (;;) {
    try {
      const std::string known = version.empty() ? "" : "&v=" + percent_encode(version);
      const Waiting waiting =
          ask(us, fmt::format("?wait={}{}", one_wait.count(), known), patience_while_waiting);
      version = waiting.version;
      for (const Request& request : waiting.requests) {
        if (!told.insert(request.id).second) continue;
        tell(command, us, request);
        if (once) return;
      }
      pause = waiting.pause;
    } catch (const Failed& failed) {
      if (failed.exit() != Exit::network) throw;
      pause = std::clamp(pause * 2, seconds{2}, longest_pause);
      fmt::print(command.around.err, "{} Trying again in {} s.\n", failed.what(), pause.count());
    }
    if (pause.count() > 0) command.around.sleep(pause);
  }
}

void list(const Command& command) {
  Linked us = linked(command);
  const Waiting waiting = ask_now(us);
  if (command.form == Form::json) {
    return say(command, "", json::array(waiting.requests, as_json));
  }
  if (waiting.requests.empty()) return say(command, "Nothing waits.", "");
  for (const Request& request : waiting.requests) tell(command, us, request);
}

void approve(const Command& command, const std::string& id, const std::string& number) {
  const StateFolder::Lock lock{command.state};
  Linked us = linked(command, &lock);
  const auto request = find(ask_now(us).requests, id);
  if (!request) throw unknown_request();
  const std::string value = value_for(*request, number);
  tell_outcome(command, *request,
               send_answer(command, lock, us, *request, Decision::approve, value));
}

void cancel(const Command& command, const std::string& id) {
  answer(command, id, Decision::cancel);
}

void report(const Command& command, const std::string& id) {
  const StateFolder::Lock lock{command.state};
  Linked us = linked(command, &lock);
  const auto request = find(ask_now(us).requests, id);
  if (request) {
    return tell_outcome(command, *request,
                        send_answer(command, lock, us, *request, Decision::report, "-"));
  }
  // It was answered before; within a day it can still be taken back.
  if (!statement::is_bytes(id, 16)) throw unknown_request();
  const Reply reply = us.portal.post(us.device, api(fmt::format("activity/{}/report", id)), "{}");
  expect_good(reply);
  say(command, "That browser was signed out. Somebody knows your password: change it now.",
      json::Object{}.add("state", reply.at("state")).text());
}

void tell_code(const Command& command) {
  const auto link = command.state.link();
  if (!link || !link->is_done()) static_cast<void>(command.state.key());
  if (!link || link->offline_secret.empty()) {
    throw Failed(Exit::refused, "no_code", "This portal takes no offline codes from this device.");
  }
  const std::int64_t now = unix_seconds(command.around.clock.now());
  const std::string code = device::offline_code_at(link->offline_secret, now / code_period);
  const std::int64_t left = code_period - now % code_period;
  say(command, fmt::format("{} {}   for {} s", code.substr(0, 3), code.substr(3), left),
      json::Object{}.add("code", code).add("seconds", left).text());
}

}  // namespace sallyport::pocketctl
