#include "pocketctl/evidence.hpp"

#include <fmt/format.h>

#include <optional>

#include "base/encoding.hpp"
#include "base/time.hpp"
#include "core/statement/statement.hpp"
#include "kit/crypto/p256.hpp"
#include "kit/json/json.hpp"
#include "pocketctl/request.hpp"

namespace sallyport::pocketctl {
namespace {

using statement::Answer;
using statement::Decision;

std::string member(const json::Texts& members, const char* name) {
  const auto found = members.find(name);
  return found == members.end() ? "" : found->second;
}

/// Whether the statement is signed by the key under these two names.
std::optional<std::string> problem_of(const json::Texts& members, const std::string& text,
                                      const char* key_name, const char* signature_name) {
  const auto key = from_base64url(member(members, key_name));
  const auto signature = from_base64url(member(members, signature_name));
  if (!key || !crypto::is_p256_public_key(*key)) {
    return fmt::format("{} is no public key: 65 bytes, a point on P-256, in base64url.", key_name);
  }
  if (!signature || signature->size() != crypto::p256_signature_size) {
    return fmt::format("{} is no signature: 64 bytes in base64url.", signature_name);
  }
  if (!crypto::is_signed_p256(text, *signature, *key)) {
    return fmt::format("{} is not that of the statement by {}: one of the three was changed.",
                       signature_name, key_name);
  }
  return std::nullopt;
}

/// What the hashes in the statement are of.
std::optional<std::string> mismatch_of(const json::Texts& members,
                                       const statement::Statement& statement) {
  const auto hash_of_key = [&](const char* name) {
    return statement::hash_of(from_base64url(member(members, name)).value_or(""));
  };
  if (const auto* answer = std::get_if<Answer>(&statement)) {
    if (statement::hash_of(member(members, "context")) != answer->context) {
      return "The context is not what was shown when this was signed: it was changed.";
    }
  }
  if (const auto* pair = std::get_if<statement::Pair>(&statement)) {
    if (hash_of_key("public_key") != pair->key) return "The statement is about another key.";
  }
  if (const auto* rotate = std::get_if<statement::Rotate>(&statement)) {
    if (auto problem =
            problem_of(members, member(members, "statement"), "public_key_new", "signature_new")) {
      return problem;
    }
    if (hash_of_key("public_key") != rotate->old_key ||
        hash_of_key("public_key_new") != rotate->new_key) {
      return "The statement is about other keys.";
    }
  }
  return std::nullopt;
}

std::string when(std::int64_t time) { return rfc3339(at_unix_seconds(time)); }

std::string said_by(const Answer& answer) {
  switch (answer.decision) {
    case Decision::approve:
      return answer.value == "-"
                 ? std::string{"It is me: log in."}
                 : fmt::format("It is me: log in, with the number {}.", answer.value);
    case Decision::cancel:
      return "I cancelled.";
    case Decision::report:
      return "It is not me.";
  }
  return {};
}

std::string told(const json::Texts& members, const statement::Statement& statement) {
  if (const auto* answer = std::get_if<Answer>(&statement)) {
    return fmt::format(
        "Shown:\n{}Answered:\n  {}\n  {} (by the device's clock), as answer {} of"
        " device {}\n",
        shown(member(members, "context")), said_by(*answer), when(answer->time), answer->counter,
        answer->device);
  }
  if (const auto* pair = std::get_if<statement::Pair>(&statement)) {
    return fmt::format("This key was linked to an account at {}, {}.\n", pair->audience,
                       when(pair->time));
  }
  if (const auto* rotate = std::get_if<statement::Rotate>(&statement)) {
    return fmt::format("Device {} changed its key at {}, {}.\n", rotate->device, rotate->audience,
                       when(rotate->time));
  }
  const auto& request = std::get<statement::Request>(statement);
  return fmt::format("Device {} asked for {} {} at {}, {}.\n", request.device, request.method,
                     request.target, request.audience, when(request.time));
}

Verdict not_genuine(std::string why) {
  Verdict verdict;
  verdict.json = json::Object{}.add("genuine", false).add("why", why).text();
  verdict.why_not = std::move(why);
  return verdict;
}

std::string as_json(const json::Texts& members, const statement::Statement& statement) {
  auto object = json::Object{}.add("genuine", true).add("statement", member(members, "statement"));
  if (const auto* answer = std::get_if<Answer>(&statement)) {
    return std::move(object)
        .add("answer", statement::word_of(answer->decision))
        .add("mode", statement::word_of(answer->mode))
        .add("value", answer->value)
        .add("device", answer->device)
        .add("challenge", answer->challenge)
        .add("time", answer->time)
        .add("context", member(members, "context"))
        .text();
  }
  return object.text();
}

}  // namespace

Verdict verify(std::string_view evidence) {
  const auto members = json::read_members(evidence);
  if (!members) {
    return not_genuine(
        "This is not a JSON object with statement, signature, public_key and"
        " context.");
  }
  const std::string text = member(*members, "statement");
  const auto statement = statement::parse(text);
  if (!statement) return not_genuine("The statement is none: " + statement.error());
  if (auto problem = problem_of(*members, text, "public_key", "signature")) {
    return not_genuine(std::move(*problem));
  }
  if (auto mismatch = mismatch_of(*members, *statement)) return not_genuine(std::move(*mismatch));
  return {.genuine = true,
          .why_not = {},
          .shown = told(*members, *statement),
          .json = as_json(*members, *statement)};
}

}  // namespace sallyport::pocketctl
