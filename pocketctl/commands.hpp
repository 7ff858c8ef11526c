// What pocketctl can be told, a function each. Each throws Failed when it does not do it.
//
// Read    command_line.cpp (words and exit codes), linking.cpp (pair, rotate, move, unlink,
// status),
//         answering.cpp (watch, list, approve, cancel, report, code); state_folder (what is kept),
//         portal (what is said), request (what is shown), evidence (verify).
#pragma once

#include <optional>
#include <string>

#include "core/statement/statement.hpp"
#include "pocketctl/portal.hpp"
#include "pocketctl/state_folder.hpp"
#include "pocketctl/surroundings.hpp"

namespace sallyport::pocketctl {

enum class Form { words, json };

struct Command {
  const Surroundings& around;
  StateFolder& state;
  Form form = Form::words;
};

/// `target` is the address in the QR code, or its 16 letters, which then need the origin.
void pair(const Command&, const std::string& target, const std::string& origin,
          const std::string& name);
void rotate(const Command&);
void move(const Command&, bool cancels);
void unlink(const Command&);
void tell_status(const Command&);

/// Until it is stopped; `once`: until one request came.
void watch(const Command&, bool once);
void list(const Command&);
/// The number is typed: an address that brings one along may be from whoever asks.
void approve(const Command&, const std::string& id, const std::string& number);
void cancel(const Command&, const std::string& id);
void report(const Command&, const std::string& id);
void tell_code(const Command&);

// For this folder.

/// A device that is linked, ready to ask. Throws Failed when it is not.
struct Linked {
  Link link;
  Portal portal;
  Portal::Device device;
};
/// With the lock that the caller holds, if any.
[[nodiscard]] Linked linked(const Command&, const StateFolder::Lock* = nullptr);
/// The key that counts, when a change of it was not heard to the end.
[[nodiscard]] crypto::P256Key settled_key(const Command&, Portal&, const Link&,
                                          const StateFolder::Lock*);
/// Throws failure_of(reply) when it is not good.
void expect_good(const Reply&);
/// A line on standard output: words, or JSON.
void say(const Command&, const std::string& words, const std::string& json);

}  // namespace sallyport::pocketctl
