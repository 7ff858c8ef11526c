#include "pocketctl/portal.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/bug.hpp"
#include "base/encoding.hpp"
#include "core/statement/grammar.hpp"
#include "kit/call/call.hpp"

namespace sallyport::pocketctl {
namespace {

constexpr std::chrono::seconds usual_patience{15};

Failed unreachable(const std::string& origin, const call::Answer& answer) {
  using call::Outcome;
  std::string why;
  switch (answer.outcome) {
    case Outcome::no_address:
      why = "its name leads nowhere";
      break;
    case Outcome::refused:
      why = "nobody listens there";
      break;
    case Outcome::too_slow:
      why = "it gave no answer in time";
      break;
    case Outcome::certificate_refused:
      why = "its certificate is not to be trusted (" + answer.problem +
            "); for an authority of your own give --authorities FILE";
      break;
    case Outcome::no_tls:
      why = "it does not speak TLS there; is the address right?";
      break;
    case Outcome::answered:
    case Outcome::broken_off:
      why = answer.problem;
      break;
  }
  return {Exit::network, "network", fmt::format("{} cannot be reached: {}.", origin, why)};
}

/// The statement with another last letter in one field's value.
std::string tampered(std::string text, const std::string& field) {
  const auto at = text.find("\n" + field + "=");
  if (at == std::string::npos) return text;
  char& letter = text[text.find('\n', at + 1) - 1];
  letter = letter == '0' ? '1' : '0';
  return text;
}

}  // namespace

std::string api(std::string_view rest) { return fmt::format("/pocket/api/v1/{}", rest); }

std::string Reply::at(const std::string& name) const {
  const auto found = members.find(name);
  return found == members.end() ? "" : found->second;
}

Failed failure_of(const Reply& reply) {
  const std::string code = reply.error();
  if (code == "upgrade_required") {
    return {Exit::upgrade, code,
            fmt::format("The portal wants version {} or newer, and this is {}: update pocketctl.",
                        reply.at("min_version"), own_version)};
  }
  if (code == "device_unknown") {
    const std::string to = reply.at("moved_to");
    return {Exit::not_linked, code,
            fmt::format("This device is no longer linked{}. `pocketctl unlink` forgets what is kept"
                        " here; then it can be linked again.",
                        to.empty() ? "" : fmt::format("; it was moved to {}", to))};
  }
  if (code == "platform_not_allowed") {
    return {Exit::refused, code,
            "This portal links phones only. Its operator can allow pocketctl: pocket.allow_cli ="
            " true."};
  }
  if (code.empty()) {
    return {Exit::network, "network",
            fmt::format("What answers there is not the portal (status {}); is the address right?",
                        reply.status)};
  }
  std::string sentence = reply.at("message");
  if (sentence.empty()) sentence = fmt::format("The portal refused: {}.", code);
  if (const auto wait = reply.at("retry_after"); !wait.empty()) {
    sentence += fmt::format(" Try again in {} s.", wait);
  }
  return {Exit::refused, code, sentence};
}

std::int64_t Portal::now() const {
  return unix_seconds(around_.clock.now() + offset_ + around_.mischief.clock_is_off);
}

bool Portal::corrects_clock(const Reply& reply) {
  if (reply.error() != "clock_skew" || corrected_) return false;
  const auto theirs = statement::number_of(reply.at("server_time"));
  if (!theirs || around_.mischief.clock_is_off.count() != 0) return false;
  offset_ = at_unix_seconds(*theirs) - around_.clock.now();
  corrected_ = true;
  return true;
}

std::string Portal::sign(const crypto::P256Key& key, const statement::Statement& statement) const {
  const auto text = statement::text_of(statement);
  if (!text) {
    throw Failed(
        Exit::refused, "bad_value",
        fmt::format("The portal sent a value for {} that it cannot have.", text.error().name));
  }
  const std::string to_sign = tampered(*text, around_.mischief.tamper);
  if (around_.mischief.print_statements) fmt::print(around_.err, "{}", to_sign);
  return to_base64url(key.sign(to_sign));
}

Reply Portal::send(const char* method, const std::string& target, const std::string& body,
                   Headers headers, std::chrono::seconds patience) const {
  headers.emplace_back("Pocket-Version", own_version);
  const bool posts = std::string_view{method} == "POST";
  if (posts) headers.emplace_back("Content-Type", "application/json");
  const call::Question question{.url = origin_ + target,
                                .headers = std::move(headers),
                                .authorities = around_.authorities,
                                .instead = {},
                                .patience = patience,
                                .caller = fmt::format("pocketctl/{}", own_version)};
  const call::Answer answer = posts ? call::post(question, body) : call::get(question);
  if (answer.outcome != call::Outcome::answered) throw unreachable(origin_, answer);
  Reply reply{.status = answer.status,
              .members = json::read_members(answer.body).value_or(json::Texts{})};
  const bool is_empty = answer.status == 204 || answer.status == 202;
  if (reply.is_good() && !is_empty && reply.members.empty()) reply.status = 502;
  return reply;
}

Reply Portal::post_open(const std::string& path, const std::string& body) {
  return send("POST", path, body, {}, usual_patience);
}

Reply Portal::post_answer(const std::string& path, const std::string& body,
                          const std::string& device) {
  return send("POST", path, body, {{"Pocket-Device", device}}, usual_patience);
}

Portal::Headers Portal::signed_headers(const char* method, const Device& device,
                                       const std::string& target, const std::string& body) const {
  const std::string nonce = to_base64url(around_.random.bytes(16));
  const std::int64_t time = now();
  return {{"Pocket-Device", device.id},
          {"Pocket-Time", std::to_string(time)},
          {"Pocket-Nonce", nonce},
          {"Pocket-Signature", sign(device.key, statement::Request{.audience = origin_,
                                                                   .device = device.id,
                                                                   .method = method,
                                                                   .target = target,
                                                                   .body = statement::hash_of(body),
                                                                   .nonce = nonce,
                                                                   .time = time})}};
}

Reply Portal::send_signed(const char* method, const Device& device, const std::string& target,
                          const std::string& body, std::chrono::seconds patience) {
  for (;;) {
    Reply reply =
        send(method, target, body, signed_headers(method, device, target, body), patience);
    if (!corrects_clock(reply)) return reply;
  }
}

Reply Portal::get(const Device& device, const std::string& target, std::chrono::seconds patience) {
  return send_signed("GET", device, target, "", patience);
}

Reply Portal::post(const Device& device, const std::string& target, const std::string& body) {
  return send_signed("POST", device, target, body, usual_patience);
}

}  // namespace sallyport::pocketctl
