#include "kit/settings/fitting.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/bug.hpp"

namespace sallyport::settings {

std::string_view example_of(const Setting& setting) {
  if (!setting.example.empty()) return setting.example;
  if (!setting.default_value.empty()) return setting.default_value;
  switch (setting.type) {
    case Type::text:
      return "\"text\"";
    case Type::path:
      return "\"folder/file\"";
    case Type::whole_number:
      return "25";
    case Type::yes_or_no:
      return "true";
    case Type::day:
      return "2026-01-31";
    case Type::list:
      return "[\"one\", \"two\"]";
  }
  throw Bug("a setting has one of the types");
}

namespace {

std::string_view expected(Type type) {
  switch (type) {
    case Type::text:
      return "a text in quotation marks";
    case Type::path:
      return "a path in quotation marks";
    case Type::whole_number:
      return "a whole number";
    case Type::yes_or_no:
      return "true or false";
    case Type::day:
      return "a day without quotation marks";
    case Type::list:
      return "a list of texts";
  }
  throw Bug("a setting has one of the types");
}

std::string_view what_stands(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a number with a fraction";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::date:
      return "a day";
    case toml::node_type::time:
      return "a time of day";
    case toml::node_type::date_time:
      return "a day with a time";
    case toml::node_type::none:
      return "nothing";
  }
  throw Bug("a TOML value has one of the types");
}

std::optional<std::string> single_text(const toml::node& node, Type type) {
  switch (type) {
    case Type::text:
    case Type::path:
    case Type::list:
      if (const auto* text = node.as_string()) return text->get();
      return std::nullopt;
    case Type::whole_number:
      if (const auto* number = node.as_integer()) return fmt::to_string(number->get());
      return std::nullopt;
    case Type::yes_or_no:
      if (const auto* yes = node.as_boolean()) return yes->get() ? "true" : "false";
      return std::nullopt;
    case Type::day:
      if (const auto* date = node.as_date()) {
        const auto& [year, month, day] = date->get();
        return fmt::format("{:04}-{:02}-{:02}", year, month, day);
      }
      return std::nullopt;
  }
  throw Bug("a setting has one of the types");
}

Unfit wrong_type(const Setting& setting, std::string_view found) {
  return {fmt::format("\"{}\" must be {}, such as {}; here stands {}", setting.key,
                      expected(setting.type), example_of(setting), found)};
}

Result<Texts, Unfit> texts_of(const Setting& setting, const toml::node& node) {
  if (setting.type != Type::list) {
    auto text = single_text(node, setting.type);
    if (!text) return fail(wrong_type(setting, what_stands(node)));
    return Texts{*std::move(text)};
  }
  const auto* array = node.as_array();
  if (!array) return fail(wrong_type(setting, what_stands(node)));
  Texts texts;
  for (const auto& element : *array) {
    auto text = single_text(element, Type::list);
    if (!text) {
      return fail(wrong_type(setting, fmt::format("a list with {}", what_stands(element))));
    }
    texts.push_back(*std::move(text));
  }
  return texts;
}

/// What the type alone does not rule out.
std::optional<Unfit> impossible(const Setting& setting, const Texts& texts) {
  if (setting.type == Type::whole_number && (setting.least != 0 || setting.most != 0)) {
    std::int64_t number = 0;
    std::from_chars(texts[0].data(), texts[0].data() + texts[0].size(), number);
    if (number < setting.least || number > setting.most) {
      return Unfit{fmt::format("\"{}\" must be from {} to {}; here stands {}", setting.key,
                               setting.least, setting.most, number)};
    }
  }
  const bool empty = texts.empty() || texts[0].empty();
  if (empty && (setting.required || setting.type == Type::path)) {
    return Unfit{fmt::format("\"{}\" must not be empty; write for example {}", setting.key,
                             example_of(setting))};
  }
  if (!setting.problem) return std::nullopt;
  for (const auto& text : texts) {
    if (const std::string problem = setting.problem(text); !problem.empty()) {
      return Unfit{fmt::format("impossible value for \"{}\": {}", setting.key, problem)};
    }
  }
  return std::nullopt;
}

}  // namespace

Result<Texts, Unfit> fitting(const Setting& setting, const toml::node& node) {
  auto texts = texts_of(setting, node);
  if (!texts) return texts;
  if (auto unfit = impossible(setting, *texts)) return fail(*std::move(unfit));
  return texts;
}

void refuse_what_was_asserted() {
  throw toml::parse_error("an assertion does not hold", toml::source_position{}, nullptr);
}

Texts default_of(const Setting& setting) {
  try {
    const toml::table document = toml::parse(fmt::format("it = {}", setting.default_value));
    auto texts = fitting(setting, *document.get("it"));
    if (!texts) throw Bug("its own row refuses the default of a setting: " + texts.error().reason);
    return *std::move(texts);
  } catch (const toml::parse_error& error) {
    throw Bug(fmt::format("the default of setting \"{}\" is no TOML: {}", setting.key,
                          error.description()));
  }
}

}  // namespace sallyport::settings
