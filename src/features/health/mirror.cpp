#include "features/health/mirror.hpp"

#include <charconv>

#include "base/encoding.hpp"
#include "kit/crypto/digest.hpp"
#include "kit/json/json.hpp"

namespace sallyport::health {
namespace {

std::string signed_by(const Secret& form_key, std::string_view purpose, std::string_view one,
                      std::string_view other) {
  std::string text{purpose};
  return to_base64url(crypto::hmac_sha256(form_key, text.append(one).append("\n").append(other)));
}

std::optional<Time> read_expiry(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return at_unix_seconds(seconds);
}

}  // namespace

std::string ask_mirror(const Secret& form_key, crypto::Random& random, Time now) {
  const std::string expiry = std::to_string(unix_seconds(now + question_lifetime));
  const std::string nonce = to_base64url(random.bytes(16));
  return expiry + "." + nonce + "." + signed_by(form_key, "mirror asks", expiry, nonce);
}

const Secret* key_of_question(std::string_view question,
                              const std::vector<crypto::Keys::Version>& versions, Time now) {
  const auto first = question.find('.');
  const auto last = question.rfind('.');
  if (first == std::string_view::npos || first == last) return nullptr;
  const auto text = question.substr(0, first);
  const auto nonce = question.substr(first + 1, last - first - 1);
  const auto expiry = read_expiry(text);
  if (!expiry || *expiry < now || *expiry > now + 2 * question_lifetime) return nullptr;
  for (const auto& version : versions) {
    if (crypto::equal_in_constant_time(question.substr(last + 1),
                                       signed_by(version.key, "mirror asks", text, nonce))) {
      return &version.key;
    }
  }
  return nullptr;
}

std::string answer_of_mirror(const Reflection& seen, const Secret& form_key,
                             std::string_view question) {
  const std::string facts = json::write({{"public_address", seen.public_address},
                                         {"host", seen.host},
                                         {"peer", seen.peer},
                                         {"forwarded", seen.forwarded},
                                         {"sender", seen.sender}});
  return facts + "\n" + signed_by(form_key, "mirror answers", question, facts) + "\n";
}

std::optional<Reflection> read_mirror(std::string_view answer, const Secret& form_key,
                                      std::string_view question) {
  if (answer.ends_with('\n')) answer.remove_suffix(1);
  const auto line = answer.rfind('\n');
  if (line == std::string_view::npos) return std::nullopt;
  const auto facts = answer.substr(0, line);
  if (!crypto::equal_in_constant_time(answer.substr(line + 1),
                                      signed_by(form_key, "mirror answers", question, facts))) {
    return std::nullopt;
  }
  auto texts = json::read_texts(facts);
  if (!texts) return std::nullopt;
  return Reflection{.public_address = (*texts)["public_address"],
                    .host = (*texts)["host"],
                    .peer = (*texts)["peer"],
                    .forwarded = (*texts)["forwarded"],
                    .sender = (*texts)["sender"]};
}

void Mirror::routes(site::Routes& routes) {
  routes.get_plain(
      mirror_path,
      [this](const http::Request& request) {
        const http::Form query = request.query_form();
        const std::string_view question = query.text("question", 200).value_or("");
        const auto versions = site_.keys.form_key.all();
        const Secret* key = key_of_question(question, versions, request.now);
        if (key == nullptr) return site::failure(site_, 404, request);
        const auto header = [&](std::string_view name) {
          return std::string{request.header(name).value_or("")};
        };
        return http::plain_text(200,
                                answer_of_mirror({.public_address = site_.portal.public_address,
                                                  .host = header("host"),
                                                  .peer = request.peer.text(),
                                                  .forwarded = header("x-forwarded-for"),
                                                  .sender = request.sender.text()},
                                                 *key, question));
      },
      "the operator");
}

}  // namespace sallyport::health
