#include <fmt/format.h>

#include "core/attempt/attempt.hpp"
#include "core/challenge/care.hpp"
#include "core/statement/statement.hpp"
#include "core/throttle/throttle.hpp"
#include "features/factors/pocket/api.hpp"
#include "features/factors/pocket/consequences.hpp"
#include "features/factors/pocket/device_api.hpp"
#include "kit/crypto/digest.hpp"
#include "kit/crypto/p256.hpp"

namespace sallyport::pocket {
namespace {

using challenge::Challenge;
using challenge::State;
using statement::Decision;

/// 0 to 25.
std::chrono::seconds wait_asked(const http::Request& request) {
  const http::Form query = request.query_form();
  const auto text = query.text("wait", 2).value_or("0");
  int seconds = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::chrono::seconds{0};
    seconds = seconds * 10 + (digit - '0');
  }
  return std::chrono::seconds{std::min(seconds, 25)};
}

/// Of what is told: another one means that something changed.
std::string version_of(const std::optional<Challenge>& open) {
  return open ? text_of(open->id) : "none";
}

std::string options_of(const Challenge& challenge) {
  std::string list = "[";
  for (std::size_t from = 0; from < challenge.options.size(); from += 3) {
    list += fmt::format("{}\"{}\"", from == 0 ? "" : ",", challenge.options.substr(from, 2));
  }
  return list + "]";
}

std::string row_of(const Challenge& challenge, const http::Request& request) {
  return json::Object{}
      .add("id", text_of(challenge.id))
      .add("nonce", to_base64url(challenge.nonce))
      .add("mode", challenge::name_of(challenge.mode))
      .add_written("options", options_of(challenge))
      .add("context", challenge.context)
      .add("expires_at", unix_seconds(challenge.expires_at))
      .add_written(
          "hints",
          json::Object{}.add("same_network", challenge.address == request.sender.text()).text())
      .text();
}

/// What a body of `answer` says.
struct Given {
  Decision decision = Decision::cancel;
  std::string value;
  std::int64_t counter = 0;
  std::int64_t time = 0;
  std::string signature;
};

Result<Given, http::Response> given_in(const http::Request& request) {
  const auto members = members_of(request);
  if (!members) return fail(members.error());
  const auto decision = statement::decision_of(member(*members, "answer"));
  const auto counter = number(*members, "counter");
  const auto time = number(*members, "time");
  if (!decision || !counter || *counter < 1 || !time) {
    return fail(refuse(422, "bad_value",
                       "answer must be approve, cancel or report; counter and time are numbers."));
  }
  auto signature = bytes(member(*members, "signature"), crypto::p256_signature_size);
  if (!signature) return fail(refuse_signature());
  return Given{.decision = *decision,
               .value = member(*members, "value"),
               .counter = *counter,
               .time = *time,
               .signature = std::move(*signature)};
}

/// The exact text that the device must have signed, from what we know.
Result<std::string, statement::BadField> statement_of(const site::Site& site,
                                                      const device::Device& device,
                                                      const Challenge& challenge,
                                                      const Given& given) {
  const auto mode = statement::mode_of(challenge::name_of(challenge.mode));
  check(mode.has_value(), "a mode has the same name in statements");
  return statement::text_of(statement::Answer{.audience = site.pocket.address,
                                              .device = text_of(device.id),
                                              .challenge = text_of(challenge.id),
                                              .nonce = to_base64url(challenge.nonce),
                                              .context = statement::hash_of(challenge.context),
                                              .mode = *mode,
                                              .decision = given.decision,
                                              .value = given.value,
                                              .counter = given.counter,
                                              .time = given.time});
}

http::Response refuse_closed(const site::Site& site, const Challenge& challenge) {
  const auto by = site.database.read([&](db::Read& db) {
    return challenge.answered_by ? device::find(db, *challenge.answered_by) : std::nullopt;
  });
  auto more = json::Object{}.add("state", challenge::name_of(challenge.state));
  if (by) more = std::move(more).add("answered_on", by->describes.name);
  return refuse(409, "challenge_closed", "This was answered or given up already.", std::move(more));
}

std::optional<http::Response> refuse_challenge(const site::Site& site,
                                               const std::optional<Challenge>& found,
                                               const device::Device& device, Decision decision,
                                               Time now) {
  if (!found || found->account != device.account) {
    return refuse(404, "challenge_unknown", "There is no such request.");
  }
  if (can_be_answered(*found, decision, now)) return std::nullopt;
  if (found->state == State::expired) {
    return refuse(410, "challenge_expired", "Nobody answered within two minutes.");
  }
  return refuse_closed(site, *found);
}

/// What the answer makes of the challenge.
State outcome_of(const Challenge& challenge, const Given& given) {
  switch (given.decision) {
    case Decision::cancel:
      return State::cancelled;
    case Decision::report:
      return State::reported;
    case Decision::approve:
      break;
  }
  const bool right = challenge.mode == challenge::Mode::press ||
                     crypto::equal_in_constant_time(given.value, challenge.number);
  return right ? State::approved : State::wrong_number;
}

}  // namespace

http::Response DeviceApi::challenges(const http::Request& request) {
  const auto device = caller(site_, request);
  if (!device) return device.error();
  const auto open = site_.database.read(
      [&](db::Read& db) { return challenge::open_of(db, device->account, request.now); });
  const std::string version = version_of(open);
  const auto wait = wait_asked(request);
  const bool is_news = request.query_form().text("v", 64) != version;
  if (!is_news && wait.count() > 0 && !request.waited) {
    return http::hold(
        {.topic = topic_of(device->account), .most = wait, .who = text_of(device->id)});
  }
  auto told =
      json::Object{}
          .add("server_time", unix_seconds(request.now))
          .add("version", version)
          .add_written("challenges", open ? "[" + row_of(*open, request) + "]" : std::string{"[]"});
  if (request.crowded) told = std::move(told).add("retry_after", 10);
  return answer(std::move(told));
}

http::Response DeviceApi::answer_challenge(const http::Request& request) {
  // Parse.
  if (auto refused = refuse_old(site_, request)) return std::move(*refused);
  const auto device_id = id_of<DeviceId>(request.header("pocket-device").value_or(""));
  const auto challenge_id = id_of<ChallengeId>(request.parts.at("challenge"));
  const auto given = given_in(request);
  if (!given) return given.error();

  // Load.
  struct Loaded {
    std::optional<device::Device> device;
    std::optional<Challenge> challenge;
  };
  const auto load = [&] {
    return site_.database.read([&](db::Read& db) {
      return Loaded{device_id ? device::find(db, *device_id) : std::nullopt,
                    challenge_id ? challenge::find(db, *challenge_id, request.now) : std::nullopt};
    });
  };
  const Loaded loaded = load();
  if (auto refused = refuse_device(loaded.device)) return std::move(*refused);

  // Decide.
  if (auto refused =
          refuse_challenge(site_, loaded.challenge, *loaded.device, given->decision, request.now)) {
    return std::move(*refused);
  }
  if (is_off(given->time, request.now)) return refuse_clock(request.now);
  const Challenge& challenge = *loaded.challenge;
  const auto text = statement_of(site_, *loaded.device, challenge, *given);
  if (!text) {
    return refuse(422, "bad_value", fmt::format("{} does not fit.", text.error().name));
  }
  if (!crypto::is_signed_p256(*text, given->signature, loaded.device->public_key)) {
    return refuse_signature(site_, request, device_id);
  }

  // Record.
  const State outcome = outcome_of(challenge, *given);
  const audit::Deed deed = deed_of(site_, request);
  const auto kept = site_.database.write([&](db::Write& db) {
    return record_answer(db, site_, deed,
                         {.device = *loaded.device,
                          .challenge = challenge,
                          .outcome = outcome,
                          .counter = given->counter,
                          .statement = *text,
                          .signature = given->signature});
  });
  site_.bell.ring(topic_of(challenge.account));

  // Answer.
  switch (kept) {
    case Recorded::done:
      return answer(json::Object{}.add("state", challenge::name_of(outcome)));
    case Recorded::too_often:
      return refuse_for_now(std::chrono::seconds{60});
    case Recorded::counter_replayed:
      return refuse(409, "counter_replayed",
                    "This counter was used before, so this device is suspended until its owner"
                    " says in the portal that all is well.");
    case Recorded::closed:
    case Recorded::not_active: {
      // Changed since it was loaded: what is true now says why.
      const Loaded present = load();
      if (auto refused = refuse_device(present.device)) return std::move(*refused);
      if (auto refused = refuse_challenge(site_, present.challenge, *present.device,
                                          given->decision, request.now)) {
        return std::move(*refused);
      }
      throw Bug("what could not be answered stays so");
    }
  }
  throw Bug("every outcome of an answer has a response");
}

}  // namespace sallyport::pocket
