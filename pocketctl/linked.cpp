#include <fmt/format.h>

#include "pocketctl/commands.hpp"

namespace sallyport::pocketctl {

crypto::P256Key settled_key(const Command& command, Portal& portal, const Link& link,
                            const StateFolder::Lock* lock) {
  if (!command.state.next_key()) return command.state.key();
  std::optional<StateFolder::Lock> own;
  if (lock == nullptr) lock = &own.emplace(command.state);
  const auto next = command.state.next_key();  // another command may have settled it meanwhile
  if (!next) return command.state.key();
  // The portal tells which of the two it knows: who is suspended is known as well.
  const Reply reply = portal.get({.id = link.device, .key = *next}, api("devices/self"));
  if (reply.is_good() || reply.status == 403) {
    command.state.take_next_key(*lock);
  } else if (reply.error() == "bad_signature") {
    command.state.drop_next_key(*lock);
  } else {
    throw failure_of(reply);
  }
  return command.state.key();
}

Linked linked(const Command& command, const StateFolder::Lock* lock) {
  const auto link = command.state.link();
  if (!link || !link->is_done()) {
    // The same words as without a key; when there is one, the link was never finished.
    static_cast<void>(command.state.key());
    throw Failed(
        Exit::not_linked, "not_linked",
        "This device is not linked yet: run `pocketctl pair` again with the same code, or a"
        " new one.");
  }
  Portal portal{link->origin, command.around};
  auto key = settled_key(command, portal, *link, lock);
  Portal::Device device{.id = link->device, .key = std::move(key)};
  return {.link = {.origin = link->origin,
                   .device = link->device,
                   .code = {},
                   .portal = link->portal,
                   .account = link->account,
                   .organisation = link->organisation,
                   .name = link->name,
                   .offline_secret = link->offline_secret.copy()},
          .portal = std::move(portal),
          .device = std::move(device)};
}

void expect_good(const Reply& reply) {
  if (!reply.is_good()) throw failure_of(reply);
}

void say(const Command& command, const std::string& words, const std::string& json) {
  fmt::print(command.around.out, "{}\n", command.form == Form::json ? json : words);
}

}  // namespace sallyport::pocketctl
