#include "core/challenge/mode.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/bug.hpp"

namespace sallyport::challenge {
namespace {

struct ModeName {
  Mode mode;
  std::string_view name;
};
constexpr std::array mode_names = {
    ModeName{Mode::press, "press"},
    ModeName{Mode::choose, "choose"},
    ModeName{Mode::type2, "type2"},
    ModeName{Mode::type6, "type6"},
};

struct PolicyName {
  Policy policy;
  std::string_view name;
};
constexpr std::array policy_names = {
    PolicyName{Policy::adaptive, "adaptive"},
    PolicyName{Policy::one_tap, "one_tap"},
    PolicyName{Policy::strict, "strict"},
};

/// Four bytes of chance as a number below `bound`, which is small beside 2^32: the bias is below
/// 1 in 4,000.
std::uint32_t below(std::uint32_t bound, std::string_view chance, std::size_t place) {
  check(chance.size() >= place + 4, "there is chance enough for every number");
  std::uint32_t number = 0;
  for (std::size_t i = place; i < place + 4; ++i) {
    number = number << 8U | static_cast<unsigned char>(chance[i]);
  }
  return number % bound;
}

constexpr std::uint32_t two_digits = 90;  // 10 to 99

std::string two_digit(std::uint32_t number) { return fmt::format("{}", 10 + number); }

Numbers three_to_choose_from(std::string_view chance) {
  // Each of the others is a step further around the circle, so all three differ.
  const std::uint32_t first = below(two_digits, chance, 0);
  const std::uint32_t step = 1 + below(two_digits - 1, chance, 4);
  std::uint32_t other_step = 1 + below(two_digits - 2, chance, 8);
  if (other_step >= step) ++other_step;
  const std::array shown = {two_digit(first), two_digit((first + step) % two_digits),
                            two_digit((first + other_step) % two_digits)};
  return {.right = shown.at(below(3, chance, 12)),
          .options = fmt::format("{} {} {}", shown[0], shown[1], shown[2])};
}

}  // namespace

std::string_view name_of(Mode mode) {
  const auto* const found = std::ranges::find(mode_names, mode, &ModeName::mode);
  check(found != mode_names.end(), "every mode has a name");
  return found->name;
}

std::optional<Mode> mode_called(std::string_view name) {
  const auto* const found = std::ranges::find(mode_names, name, &ModeName::name);
  return found == mode_names.end() ? std::nullopt : std::optional{found->mode};
}

std::optional<Policy> policy_called(std::string_view name) {
  const auto* const found = std::ranges::find(policy_names, name, &PolicyName::name);
  return found == policy_names.end() ? std::nullopt : std::optional{found->policy};
}

Numbers numbers_for(Mode mode, std::string_view chance) {
  switch (mode) {
    case Mode::press:
      return {};
    case Mode::choose:
      return three_to_choose_from(chance);
    case Mode::type2:
      return {.right = two_digit(below(two_digits, chance, 0)), .options = ""};
    case Mode::type6:
      return {.right = fmt::format("{:06}", below(1'000'000, chance, 0)), .options = ""};
  }
  throw Bug("every mode has its numbers");
}

bool fits(Mode mode, std::string_view value) {
  const auto digits = [&](std::size_t count) {
    return value.size() == count && value.find_first_not_of("0123456789") == std::string_view::npos;
  };
  switch (mode) {
    case Mode::press:
      return value == "-";
    case Mode::choose:
    case Mode::type2:
      return digits(2);
    case Mode::type6:
      return digits(6);
  }
  throw Bug("every mode has its values");
}

}  // namespace sallyport::challenge
