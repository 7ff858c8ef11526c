// How a phone has to confirm: the ladder from one press to six digits.
//
// Pure rules, without input or output.
// Source  docs/pocket-protocol.md, "Modes". What a known browser may do by one press, a browser
//         that nobody knows may not: who sits at it must be able to see its screen.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sallyport::challenge {

enum class Mode {
  press,   // one button
  choose,  // one of three numbers
  type2,   // two digits, typed
  type6,   // six digits, typed or scanned
};

/// "type2": in statements and in the database.
[[nodiscard]] std::string_view name_of(Mode);
[[nodiscard]] std::optional<Mode> mode_called(std::string_view);

/// How much the operator asks.
enum class Policy { adaptive, one_tap, strict };
[[nodiscard]] std::optional<Policy> policy_called(std::string_view);

/// What is known of the browser and of what went before.
struct Situation {
  bool known_browser = false;
  bool odd = false;      // another country or network, another browser, or long unused
  bool trouble = false;  // a wrong number or a refusal, or two unanswered, since the last success;
                         // or another browser tried at the same time
};

[[nodiscard]] constexpr Mode mode_for(Policy policy, const Situation& situation) {
  if (policy == Policy::strict || situation.trouble) return Mode::type6;
  if (!situation.known_browser) return policy == Policy::one_tap ? Mode::choose : Mode::type2;
  return situation.odd ? Mode::choose : Mode::press;
}

/// What the phone has to give back in that mode.
struct Numbers {
  std::string right;    // empty for press
  std::string options;  // "18 47 92", in the order in which they are shown; else empty
};

/// Drawn from `chance`, 16 random bytes.
[[nodiscard]] Numbers numbers_for(Mode, std::string_view chance);

/// Whether an answer's value has the form that the mode asks for: "-" for press, two digits, six.
[[nodiscard]] bool fits(Mode, std::string_view value);

}  // namespace sallyport::challenge
