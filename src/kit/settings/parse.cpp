#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <compare>
#include <filesystem>
#include <set>

#include "base/bug.hpp"
#include "base/result.hpp"
#include "kit/settings/nearest.hpp"
#include "kit/settings/settings.hpp"

#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

namespace sallyport::settings {
namespace {

using Texts = std::vector<std::string>;

/// Why a value is not taken, without its line and key.
struct Unfit {
  std::string reason;
};

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

Result<Texts, Unfit> fitting(const Setting& setting, const toml::node& node) {
  auto texts = texts_of(setting, node);
  if (!texts) return texts;
  if (auto unfit = impossible(setting, *texts)) return fail(*std::move(unfit));
  return texts;
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

std::string_view table_part(std::string_view key) {
  const auto dot = key.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : key.substr(0, dot);
}

/// One reading of one file: collects values and everything that is wrong.
class Reading {
 public:
  Reading(std::span<const Setting> table, std::string_view file) : table_(table), file_(file) {
    for (const auto& setting : table_) {
      keys_.push_back(setting.key);
      for (auto part = table_part(setting.key); !part.empty(); part = table_part(part)) {
        if (std::ranges::find(tables_, part) == tables_.end()) tables_.push_back(part);
      }
    }
  }

  void read(std::string_view toml) {
    if (const auto document = parsed(std::string{toml})) {
      walk(*document, "");
      find_missing(*document);
    }
    if (problems_.empty()) return;
    std::ranges::sort(problems_);
    Texts lines;
    for (const auto& problem : problems_) {
      lines.push_back(fmt::format("{}:{}: {}", file_, problem.line, problem.reason));
    }
    throw Refused(fmt::format("{}", fmt::join(lines, "\n")));
  }

  std::map<std::string_view, Texts> given;

 private:
  struct Problem {
    std::uint32_t line;
    std::string reason;
    auto operator<=>(const Problem&) const = default;
  };

  void tell(const toml::source_region& source, std::string reason) {
    problems_.push_back({source.begin.line, std::move(reason)});
  }

  /// The file as a tree. A key that stands there twice is told and left out, so that the rest is
  /// still checked; any other mistake in the writing makes the rest a guess, so nothing more is
  /// told.
  std::optional<toml::table> parsed(std::string toml) {
    for (;;) {
      try {
        return toml::parse(toml, std::string{file_});
      } catch (const toml::parse_error& error) {
        const auto line = error.source().begin.line;
        const bool twice = error.description().find("cannot redefine") != std::string_view::npos;
        if (!twice && !problems_.empty()) return std::nullopt;
        if (!twice) {
          tell(error.source(), fmt::format("this is not TOML: {}", error.description()));
          return std::nullopt;
        }
        const auto [start, length] = place_of(toml, line);
        const auto text = std::string_view{toml}.substr(start, length);
        tell(error.source(), fmt::format("\"{}\" stands here a second time; keep one of the two",
                                         text.substr(0, text.find_first_of(" \t="))));
        if (text.empty() || text.front() == '[') return std::nullopt;
        toml.replace(start, length, "");
      }
    }
  }

  /// Where a line's text starts, without its indentation, and how long it is.
  static std::pair<std::size_t, std::size_t> place_of(std::string_view text, std::uint32_t line) {
    std::size_t start = 0;
    for (std::uint32_t n = 1; n < line; ++n) start = text.find('\n', start) + 1;
    start = std::min(text.find_first_not_of(" \t", start), text.size());
    return {start, std::min(text.find('\n', start), text.size()) - start};
  }

  void walk(const toml::table& table, const std::string& inside) {
    for (const auto& [name, node] : table) {
      const std::string key =
          inside.empty() ? std::string{name.str()} : fmt::format("{}.{}", inside, name.str());
      const auto setting = std::ranges::find(table_, std::string_view{key}, &Setting::key);
      const bool known_table = std::ranges::find(tables_, key) != tables_.end();
      if (setting != table_.end()) {
        take(*setting, node, name.source());
      } else if (known_table && node.is_table()) {
        walk(*node.as_table(), key);
      } else if (known_table) {
        tell(name.source(),
             fmt::format("\"{0}\" is a table: write [{0}] on a line of its own and its"
                         " settings below it",
                         key));
      } else {
        tell(name.source(), unknown(key, node.is_table()));
      }
    }
  }

  void take(const Setting& setting, const toml::node& node, const toml::source_region& source) {
    auto texts = fitting(setting, node);
    if (!texts) tell(source, std::move(texts.error().reason));
    // Also when it is unfit: told once, and not as missing.
    given[setting.key] = texts ? *std::move(texts) : Texts{};
  }

  [[nodiscard]] std::string unknown(const std::string& key, bool is_table) const {
    if (!is_table) {
      const auto meant = nearest_key(key, keys_);
      return fmt::format("unknown key \"{}\"", key) +
             (meant ? fmt::format("; did you mean \"{}\"?", *meant) : std::string{});
    }
    if (const auto meant = nearest_key(key, tables_)) {
      return fmt::format("unknown table [{}]; did you mean [{}]?", key, *meant);
    }
    return fmt::format("unknown table [{}]; there are [{}]", key, fmt::join(tables_, "], ["));
  }

  void find_missing(const toml::table& document) {
    for (const auto& setting : table_) {
      if (!setting.required || given.contains(setting.key)) continue;
      const auto part = table_part(setting.key);
      const auto* table = part.empty() ? &document : document.at_path(part).as_table();
      const auto name = setting.key.substr(part.empty() ? 0 : part.size() + 1);
      problems_.push_back(
          {table ? std::max(table->source().begin.line, 1U) : 1U,
           fmt::format("\"{}\" is missing; write for example {} = {}{}", setting.key, name,
                       example_of(setting), part.empty() ? "" : fmt::format(" under [{}]", part))});
    }
  }

  std::span<const Setting> table_;
  std::string_view file_;
  std::vector<std::string_view> keys_;
  std::vector<std::string_view> tables_;
  std::vector<Problem> problems_;
};

}  // namespace

Values parse(std::span<const Setting> table, std::string_view toml, std::string_view file) {
  Reading reading{table, file};
  reading.read(toml);

  const auto folder = std::filesystem::path{file}.parent_path();
  Values values;
  for (const auto& setting : table) {
    Values::Held held{.type = setting.type, .texts = std::nullopt};
    if (const auto given = reading.given.find(setting.key); given != reading.given.end()) {
      held.texts = given->second;
    } else if (!setting.default_value.empty()) {
      held.texts = default_of(setting);
    }
    if (setting.type == Type::path && held.texts) {
      auto& path = held.texts->front();
      path = (folder / path).lexically_normal().string();
    }
    values.held_.emplace(setting.key, std::move(held));
  }
  return values;
}

}  // namespace sallyport::settings
