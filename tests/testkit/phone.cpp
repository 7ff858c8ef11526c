#include "tests/testkit/phone.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "core/device/offline_code.hpp"
#include "core/statement/link_code.hpp"

namespace sallyport::testkit {
namespace {

crypto::P256Key fresh_key() {
  crypto::SystemRandom random;
  return crypto::P256Key::fresh(random);
}

std::string fresh_nonce() {
  crypto::SystemRandom random;
  return to_base64url(random.bytes(16));
}

std::string text_or(const Result<std::string, statement::BadField>& statement) {
  // A statement that cannot be written is signed as nothing: the portal must refuse it.
  return statement ? *statement : std::string{"nothing"};
}

}  // namespace

std::string Told::at(const std::string& name) const {
  const auto found = members.find(name);
  return found == members.end() ? "" : found->second;
}

Phone::Phone(Service& service, std::string phone_name)
    : key(fresh_key()), name(std::move(phone_name)), service_(service) {}

std::int64_t Phone::time() const { return unix_seconds(service_.clock.now() + clock_is_off); }

Told Phone::send(http::Method method, const std::string& target, const std::string& body,
                 const std::map<std::string, std::string>& headers) {
  http::Request request;
  request.method = method;
  const auto question = target.find('?');
  request.path = target.substr(0, question);
  if (question != std::string::npos) request.query = target.substr(question + 1);
  request.headers = {{"host", audience.substr(audience.find("://") + 3)}};
  for (const auto& [header, value] : headers) request.headers.emplace_back(header, value);
  if (method == http::Method::post) {
    request.headers.emplace_back("content-type", "application/json");
    request.body = body;
  }
  request.sender = *Address::parse(sender);
  request.peer = request.sender;
  request.id = "0123456789abcdef";
  const auto response = service_.answer(std::move(request));
  return {.status = response.status,
          .members = json::read_members(response.body).value_or(json::Texts{})};
}

Told Phone::look_up(const std::string& code) {
  return send(http::Method::post, "/pocket/api/v1/pairings/lookup",
              json::Object{}.add("code", code).text(), {{"pocket-version", version}});
}

Told Phone::complete(const std::string& code, const std::string& nonce) {
  const std::string public_key = key.public_key();
  const auto read = statement::read_link_code(code).value_or("");
  const std::string text =
      text_or(statement::text_of(statement::Pair{.audience = audience,
                                                 .code = statement::hash_of(read),
                                                 .nonce = nonce,
                                                 .key = statement::hash_of(public_key),
                                                 .time = time()}));
  const Told told = send(http::Method::post, "/pocket/api/v1/pairings/complete",
                         json::Object{}
                             .add("code", code)
                             .add("public_key", to_base64url(public_key))
                             .add("time", time())
                             .add("signature", to_base64url(key.sign(text)))
                             .add_written("device", json::Object{}
                                                        .add("name", name)
                                                        .add("platform", platform)
                                                        .add("os", "Android 16")
                                                        .add("browser", "Chrome 156")
                                                        .add("installed", true)
                                                        .text())
                             .text(),
                         {{"pocket-version", version}});
  if (told.status == 201 || told.status == 200) {
    device = told.at("device_id");
    const auto offline = json::read_members(told.at("offline")).value_or(json::Texts{});
    if (const auto secret = offline.find("secret"); secret != offline.end()) {
      offline_secret = Secret{*from_base64url(secret->second)};
    }
  }
  return told;
}

Told Phone::link(const std::string& code) {
  const Told found = look_up(code);
  return found.status == 200 ? complete(code, found.at("nonce")) : found;
}

Told Phone::send_signed(http::Method method, const std::string& target, const std::string& body) {
  const std::string nonce = fresh_nonce();
  const std::string text =
      text_or(statement::text_of(statement::Request{.audience = audience,
                                                    .device = device,
                                                    .method = std::string{http::name_of(method)},
                                                    .target = target,
                                                    .body = statement::hash_of(body),
                                                    .nonce = nonce,
                                                    .time = time()}));
  std::map<std::string, std::string> headers{{"pocket-version", version},
                                             {"pocket-device", device},
                                             {"pocket-time", std::to_string(time())},
                                             {"pocket-nonce", nonce},
                                             {"pocket-signature", to_base64url(key.sign(text))}};
  if (tamper) tamper(headers);
  return send(method, target, body, headers);
}

Told Phone::get(const std::string& target) { return send_signed(http::Method::get, target, ""); }

Told Phone::post(const std::string& path, const std::string& body) {
  return send_signed(http::Method::post, path, body);
}

std::optional<Waiting> Phone::waiting() {
  const Told told = get("/pocket/api/v1/challenges");
  const auto rows = json::read_list(told.at("challenges"));
  if (told.status != 200 || !rows || rows->empty()) return std::nullopt;
  const auto row = json::read_members(rows->front()).value_or(json::Texts{});
  return Waiting{.id = row.at("id"),
                 .nonce = row.at("nonce"),
                 .mode = row.at("mode"),
                 .options = json::read_list(row.at("options")).value_or(std::vector<std::string>{}),
                 .context = row.at("context")};
}

Phone::Signed Phone::sign_answer(const Waiting& request, statement::Decision decision,
                                 const std::string& value) {
  ++counter;
  const auto mode = statement::mode_of(request.mode);
  check(mode.has_value(), "a request has a mode that statements know");
  Signed made;
  made.statement =
      text_or(statement::text_of(statement::Answer{.audience = audience,
                                                   .device = device,
                                                   .challenge = request.id,
                                                   .nonce = request.nonce,
                                                   .context = statement::hash_of(request.context),
                                                   .mode = *mode,
                                                   .decision = decision,
                                                   .value = value,
                                                   .counter = counter,
                                                   .time = time()}));
  made.signature = key.sign(made.statement);
  made.body = json::Object{}
                  .add("answer", statement::word_of(decision))
                  .add("value", value)
                  .add("counter", counter)
                  .add("time", time())
                  .add("signature", to_base64url(made.signature))
                  .text();
  return made;
}

Told Phone::send_answer(const std::string& challenge, const std::string& body) {
  return send(http::Method::post, "/pocket/api/v1/challenges/" + challenge + "/answer", body,
              {{"pocket-version", version}, {"pocket-device", device}});
}

Told Phone::answer(const Waiting& request, statement::Decision decision, const std::string& value) {
  return send_answer(request.id, sign_answer(request, decision, value).body);
}

std::string Phone::offline_code() const {
  return device::offline_code_at(offline_secret, unix_seconds(service_.clock.now()) / 30);
}

std::string code_on(const Browser& browser) { return browser.text_of("link-code"); }

void link_phone(Browser& browser, Phone& phone, const std::string& password) {
  browser.open("/account-security/two-factor/method");
  if (browser.path() == "/confirm") browser.press("Verify", {{"password", password}});
  browser.click("Log in by simply pressing one button");
  const Told told = phone.link(code_on(browser));
  check(told.status == 201, "a phone links by the code that is shown");
  browser.open("/account-security/two-factor/pocket");
  browser.press("Yes, that is my phone");
}

}  // namespace sallyport::testkit
