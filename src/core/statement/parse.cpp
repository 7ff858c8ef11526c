#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "core/statement/grammar.hpp"
#include "core/statement/statement.hpp"

namespace sallyport::statement {
namespace {

constexpr std::string_view tag = "POCKET-V1 ";
constexpr std::size_t longest_statement = 8192;

using Names = std::span<const std::string_view>;
constexpr std::array<std::string_view, 5> pair_names = {"aud", "code", "nonce", "key", "time"};
constexpr std::array<std::string_view, 10> answer_names = {
    "aud", "device", "challenge", "nonce", "context", "mode", "answer", "value", "counter", "time"};
constexpr std::array<std::string_view, 7> request_names = {"aud",  "device", "method", "target",
                                                           "body", "nonce",  "time"};
constexpr std::array<std::string_view, 6> rotate_names = {"aud", "device",  "old",
                                                          "new", "counter", "time"};

Names names_of(std::string_view type) {
  if (type == "PAIR") return pair_names;
  if (type == "ANSWER") return answer_names;
  if (type == "REQUEST") return request_names;
  if (type == "ROTATE") return rotate_names;
  return {};
}

using Values = std::map<std::string_view, std::string_view>;

/// A number, or zero, which text_of() refuses by its field's name.
std::int64_t number_in(const Values& values, std::string_view name) {
  return number_of(values.at(name)).value_or(0);
}
std::string text_in(const Values& values, std::string_view name) {
  return std::string{values.at(name)};
}

Result<Statement, std::string> answer_of(const Values& values) {
  const auto mode = mode_of(values.at("mode"));
  if (!mode) return fail(std::string{"The value of mode is not one of Pocket's ways of asking."});
  const auto decision = decision_of(values.at("answer"));
  if (!decision) {
    return fail(std::string{"The value of answer is not approve, cancel or report."});
  }
  return Answer{.audience = text_in(values, "aud"),
                .device = text_in(values, "device"),
                .challenge = text_in(values, "challenge"),
                .nonce = text_in(values, "nonce"),
                .context = text_in(values, "context"),
                .mode = *mode,
                .decision = *decision,
                .value = text_in(values, "value"),
                .counter = number_in(values, "counter"),
                .time = number_in(values, "time")};
}

Result<Statement, std::string> statement_of(std::string_view type, const Values& values) {
  if (type == "PAIR") {
    return Pair{.audience = text_in(values, "aud"),
                .code = text_in(values, "code"),
                .nonce = text_in(values, "nonce"),
                .key = text_in(values, "key"),
                .time = number_in(values, "time")};
  }
  if (type == "REQUEST") {
    return Request{.audience = text_in(values, "aud"),
                   .device = text_in(values, "device"),
                   .method = text_in(values, "method"),
                   .target = text_in(values, "target"),
                   .body = text_in(values, "body"),
                   .nonce = text_in(values, "nonce"),
                   .time = number_in(values, "time")};
  }
  if (type == "ROTATE") {
    return Rotate{.audience = text_in(values, "aud"),
                  .device = text_in(values, "device"),
                  .old_key = text_in(values, "old"),
                  .new_key = text_in(values, "new"),
                  .counter = number_in(values, "counter"),
                  .time = number_in(values, "time")};
  }
  return answer_of(values);
}

/// The next line without its end, taken from the text; none when no line feed ends it.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

Result<Values, std::string> values_of(Names names, std::string_view text) {
  Values values;
  std::size_t number = 1;
  for (const std::string_view name : names) {
    ++number;
    const auto line = take_line(text);
    if (!line || !line->starts_with(name) || line->substr(name.size(), 1) != "=") {
      return fail(fmt::format("Line {} should be \"{}=\", a value and a line feed.", number, name));
    }
    const std::string_view value = line->substr(name.size() + 1);
    if (value.empty() ||
        !std::ranges::all_of(value, [](char c) { return c > ' ' && c < '\x7f'; })) {
      return fail(fmt::format(
          "The value of {} on line {} should be printable ASCII without spaces.", name, number));
    }
    values.emplace(name, value);
  }
  if (!text.empty()) return fail(fmt::format("Nothing should follow line {}.", number));
  return values;
}

}  // namespace

Result<Statement, std::string> parse(std::string_view text) {
  if (text.size() > longest_statement)
    return fail(std::string{"This is too long for a statement."});
  std::string_view rest = text;
  const auto first = take_line(rest);
  const Names names =
      first && first->starts_with(tag) ? names_of(first->substr(tag.size())) : Names{};
  if (names.empty()) {
    return fail(std::string{
        "Line 1 should be \"POCKET-V1 \" and PAIR, ANSWER, REQUEST or ROTATE, and a line feed."});
  }
  auto values = values_of(names, rest);
  if (!values) return fail(std::move(values.error()));
  auto statement = statement_of(first->substr(tag.size()), *values);
  if (!statement) return statement;
  // One spelling: what is written anew from it is what was read.
  const auto again = text_of(*statement);
  if (!again)
    return fail(fmt::format("The value of {} is not one that it can have.", again.error().name));
  if (*again != text) return fail(std::string{"This is not how a statement is spelled."});
  return statement;
}

}  // namespace sallyport::statement
