// The life of a link: from a QR code to unlinking.
#include <fmt/format.h>

#include "base/encoding.hpp"
#include "core/statement/grammar.hpp"
#include "core/statement/link_code.hpp"
#include "pocketctl/commands.hpp"
#include "pocketctl/request.hpp"

namespace sallyport::pocketctl {
namespace {

using std::chrono::seconds;

constexpr std::string_view before_code = "/pocket/#link=";
constexpr seconds one_wait{25};
constexpr seconds patience_while_waiting{40};
constexpr int most_waits = 20;  // longer than a code lives

struct Code {
  std::string origin;
  std::string letters;
};

Code read_code(const std::string& target, const std::string& origin) {
  const auto at = target.find(before_code);
  Code code{.origin = at == std::string::npos ? origin : target.substr(0, at), .letters = {}};
  const auto letters = statement::read_link_code(
      at == std::string::npos ? target : target.substr(at + before_code.size()));
  if (!letters) {
    throw Failed(Exit::usage, "usage",
                 "This is no linking code: it has 16 letters, like 7K4M-Q9XT-RA2B-V6HD, or is the"
                 " address in the QR code, https://…/pocket/#link=….");
  }
  if (code.origin.empty()) {
    throw Failed(Exit::usage, "usage",
                 "Where is that code from? Give --origin https://…, or the whole address.");
  }
  if (!statement::is_origin(code.origin) || (!origin.empty() && origin != code.origin)) {
    throw Failed(Exit::usage, "usage",
                 origin.empty() || origin == code.origin
                     ? code.origin + " is not an origin: https://host, and no path."
                     : "The code is from " + code.origin + ", not from " + origin + ".");
  }
  code.letters = *letters;
  return code;
}

/// The key for this code: the same one when an earlier try with it got no answer, which the portal
/// then recognises.
crypto::P256Key key_for(const Command& command, const StateFolder::Lock& lock,
                        const std::optional<Link>& before, const Link& link) {
  const bool again = before && before->code == link.code && before->origin == link.origin &&
                     before->device.empty();
  if (again) return command.state.key();
  const auto key = crypto::P256Key::fresh(command.around.random);
  command.state.keep_key(lock, key);
  command.state.keep(lock, link);
  return key;
}

Reply look_up(Portal& portal, const std::string& letters) {
  Reply reply =
      portal.post_open(api("pairings/lookup"), json::Object{}.add("code", letters).text());
  expect_good(reply);
  return reply;
}

Reply complete(Portal& portal, const crypto::P256Key& key, const std::string& letters,
               const std::string& nonce, const std::string& name) {
  for (;;) {
    const std::int64_t time = portal.now();
    const std::string signature =
        portal.sign(key, statement::Pair{.audience = portal.origin(),
                                         .code = statement::hash_of(letters),
                                         .nonce = nonce,
                                         .key = statement::hash_of(key.public_key()),
                                         .time = time});
    Reply reply = portal.post_open(api("pairings/complete"),
                                   json::Object{}
                                       .add("code", letters)
                                       .add("public_key", to_base64url(key.public_key()))
                                       .add("time", time)
                                       .add("signature", signature)
                                       .add_written("device", json::Object{}
                                                                  .add("name", name)
                                                                  .add("platform", "cli")
                                                                  .add("os", "Linux")
                                                                  .add("browser", "pocketctl")
                                                                  .add("installed", true)
                                                                  .text())
                                       .text());
    if (!portal.corrects_clock(reply)) return reply;
  }
}

/// Until the page that showed the code has finished; how it calls this device.
std::string wait_for_page(const Command& command, Portal& portal, const Portal::Device& device) {
  const std::string target =
      api(fmt::format("devices/self?wait={}&state=waiting", one_wait.count()));
  for (int i = 0; i < most_waits; ++i) {
    const Reply reply = portal.get(device, target, patience_while_waiting);
    if (reply.error() == "device_unknown") {
      throw Failed(Exit::refused, "not_finished",
                   "The page that showed the code did not finish, so nothing was linked. Show a new"
                   " code and try again.");
    }
    expect_good(reply);
    if (reply.at("state") != "waiting") return reply.at("name");
    // A portal that is crowded answers at once.
    command.around.sleep(seconds{1});
  }
  throw Failed(Exit::refused, "not_finished",
               "The page that showed the code has not finished. Finish there, then run"
               " `pocketctl status`.");
}

void tell_linked(const Command& command, const Link& link) {
  say(command,
      fmt::format("Linked to {} at {}, as {}.", harmless(link.account), harmless(link.portal),
                  harmless(link.name)),
      json::Object{}
          .add("linked", true)
          .add("device", link.device)
          .add("account", link.account)
          .add("portal", link.portal)
          .text());
}

}  // namespace

void pair(const Command& command, const std::string& target, const std::string& origin,
          const std::string& name) {
  const StateFolder::Lock lock{command.state};
  const auto before = command.state.link();
  if (before && before->is_done()) {
    throw Failed(
        Exit::usage, "already_linked",
        fmt::format("This device is linked to {} at {} already: `pocketctl unlink` first, or"
                    " use another folder with --state.",
                    harmless(before->account), before->origin));
  }
  const Code code = read_code(target, origin);
  Portal portal{code.origin, command.around};
  const Reply found = look_up(portal, code.letters);
  Link link{.origin = code.origin,
            .device = {},
            .code = statement::hash_of(code.letters),
            .portal = found.at("portal"),
            .account = found.at("account"),
            .organisation = found.at("organisation"),
            .name = name,
            .offline_secret = {}};
  const crypto::P256Key key = key_for(command, lock, before, link);
  const Reply done = complete(portal, key, code.letters, found.at("nonce"), name);
  expect_good(done);
  link.device = done.at("device_id");
  const auto offline = json::read_members(done.at("offline")).value_or(json::Texts{});
  if (const auto secret = offline.find("secret"); secret != offline.end()) {
    link.offline_secret = Secret{from_base64url(secret->second).value_or("")};
  }
  if (done.at("state") == "waiting") {
    command.state.keep(lock, link);
    fmt::print(command.around.err, "Linking {} at {}. Your computer shows {}; finish there.\n",
               harmless(link.account), harmless(link.portal), harmless(done.at("check")));
    link.name = wait_for_page(command, portal, {.id = link.device, .key = key});
  }
  link.code.clear();
  command.state.keep(lock, link);
  tell_linked(command, link);
}

void rotate(const Command& command) {
  const StateFolder::Lock lock{command.state};
  Linked us = linked(command, &lock);
  expect_good(us.portal.get(us.device, api("devices/self")));  // and the clock is right
  const auto next = crypto::P256Key::fresh(command.around.random);
  command.state.keep_next_key(lock, next);
  const statement::Rotate statement{.audience = us.portal.origin(),
                                    .device = us.device.id,
                                    .old_key = statement::hash_of(us.device.key.public_key()),
                                    .new_key = statement::hash_of(next.public_key()),
                                    .counter = command.state.take_counter(lock),
                                    .time = us.portal.now()};
  const Reply reply =
      us.portal.post(us.device, api("devices/self/rotate"),
                     json::Object{}
                         .add("public_key", to_base64url(next.public_key()))
                         .add("counter", statement.counter)
                         .add("time", statement.time)
                         .add("signature_old", us.portal.sign(us.device.key, statement))
                         .add("signature_new", us.portal.sign(next, statement))
                         .text());
  if (!reply.is_good() && reply.status < 500) command.state.drop_next_key(lock);
  expect_good(reply);
  command.state.take_next_key(lock);
  say(command, "This device has a new key.", json::Object{}.add("rotated", true).text());
}

void move(const Command& command, bool cancels) {
  Linked us = linked(command);
  if (cancels) {
    expect_good(us.portal.post(us.device, api("devices/self/move/cancel"), "{}"));
    say(command, "The code no longer works.", json::Object{}.add("moving", false).text());
    return;
  }
  const Reply reply = us.portal.post(us.device, api("devices/self/move"), "{}");
  expect_good(reply);
  const auto expires = statement::number_of(reply.at("expires_at")).value_or(0);
  say(command,
      fmt::format("On the new phone, open\n  {}\nor type {} in Pocket. It shows {}; this device is"
                  " unlinked then.\nThe code works until {}; `pocketctl move --cancel` ends it.",
                  harmless(reply.at("url")), harmless(reply.at("code")),
                  harmless(reply.at("check")), rfc3339(at_unix_seconds(expires))),
      json::Object{}
          .add("url", reply.at("url"))
          .add("code", reply.at("code"))
          .add("check", reply.at("check"))
          .add("expires_at", expires)
          .text());
}

void unlink(const Command& command) {
  const StateFolder::Lock lock{command.state};
  const auto link = command.state.link();
  if (!link) static_cast<void>(command.state.key());  // says what to do
  if (!link) throw Failed(Exit::not_linked, "not_linked", "This device is not linked.");
  if (!link->device.empty()) {
    Portal portal{link->origin, command.around};
    const Reply reply =
        portal.post({.id = link->device, .key = settled_key(command, portal, *link, &lock)},
                    api("devices/self/unlink"), "{}");
    if (reply.error() != "device_unknown") expect_good(reply);
  }
  command.state.forget(lock);
  say(command, "This device is no longer linked; its key is gone.",
      json::Object{}.add("linked", false).text());
}

void tell_status(const Command& command) {
  Linked us = linked(command);
  const Reply reply = us.portal.get(us.device, api("devices/self"));
  expect_good(reply);
  const auto day = [&](const char* name) {
    const auto time = statement::number_of(reply.at(name));
    return time ? rfc3339(at_unix_seconds(*time)) : std::string{"never"};
  };
  say(command,
      fmt::format("{}\n  Portal        {} ({})\n  Account       {}\n  Linked        {}\n"
                  "  Key           since {}\n  Last seen     {}\n  Offline code  {}",
                  harmless(reply.at("name")), harmless(reply.at("portal")), us.portal.origin(),
                  harmless(reply.at("account")), day("created_at"), day("key_changed_at"),
                  day("last_seen_at"), us.link.offline_secret.empty() ? "no" : "yes"),
      json::Object{}
          .add("device", us.device.id)
          .add("state", reply.at("state"))
          .add("name", reply.at("name"))
          .add("portal", reply.at("portal"))
          .add("origin", us.portal.origin())
          .add("account", reply.at("account"))
          .add("created_at", statement::number_of(reply.at("created_at")).value_or(0))
          .add("key_changed_at", statement::number_of(reply.at("key_changed_at")).value_or(0))
          .add("offline_code", !us.link.offline_secret.empty())
          .text());
}

}  // namespace sallyport::pocketctl
