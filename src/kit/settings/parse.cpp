#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <compare>
#include <filesystem>
#include <set>

#include "kit/settings/fitting.hpp"
#include "kit/settings/nearest.hpp"
#include "kit/settings/settings.hpp"

namespace sallyport::settings {
namespace {

std::string_view table_part(std::string_view key) {
  const auto dot = key.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : key.substr(0, dot);
}

constexpr std::string_view in_each = "[]";

/// "portal.parts" for "portal.parts[].name"; nothing for a row outside arrays.
std::optional<std::string_view> array_of(std::string_view key) {
  const auto end = key.find(in_each);
  if (end == std::string_view::npos) return std::nullopt;
  return key.substr(0, end);
}

using Given = std::map<std::string_view, Texts>;

/// One reading of one file: collects values and everything that is wrong.
class Reading {
 public:
  Reading(std::span<const Setting> table, std::string_view file) : table_(table), file_(file) {
    for (const auto& setting : table_) {
      keys_.push_back(setting.key);
      const auto array = array_of(setting.key);
      if (array) arrays.try_emplace(*array);
      for (auto part = table_part(array.value_or(setting.key)); !part.empty();
           part = table_part(part)) {
        if (std::ranges::find(tables_, part) == tables_.end()) tables_.push_back(part);
      }
    }
  }

  void read(std::string_view toml) {
    if (const auto document = parsed(std::string{toml})) {
      walk(*document, "", given);
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

  Given given;
  std::map<std::string_view, std::vector<Given>> arrays;

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
        if (line == 0) {
          problems_.push_back({line_asserted(toml), "this is not TOML: a name must stand here"});
          return std::nullopt;
        }
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

  /// The line that the library stumbles over without saying which.
  static std::uint32_t line_asserted(std::string_view toml) {
    std::uint32_t line = 1;
    for (auto end = toml.find('\n'); end != std::string_view::npos;
         end = toml.find('\n', end + 1)) {
      try {
        static_cast<void>(toml::parse(toml.substr(0, end + 1)));
      } catch (const toml::parse_error& error) {
        if (error.source().begin.line == 0) return line;
      }
      ++line;
    }
    return line;
  }

  /// Where a line's text starts, without its indentation, and how long it is.
  static std::pair<std::size_t, std::size_t> place_of(std::string_view text, std::uint32_t line) {
    std::size_t start = 0;
    for (std::uint32_t n = 1; n < line; ++n) start = text.find('\n', start) + 1;
    start = std::min(text.find_first_not_of(" \t", start), text.size());
    return {start, std::min(text.find('\n', start), text.size()) - start};
  }

  void walk(const toml::table& table, const std::string& inside, Given& into) {
    for (const auto& [name, node] : table) {
      const std::string key =
          inside.empty() ? std::string{name.str()} : fmt::format("{}.{}", inside, name.str());
      const auto setting = std::ranges::find(table_, std::string_view{key}, &Setting::key);
      const bool known_table = std::ranges::find(tables_, key) != tables_.end();
      const auto array = arrays.find(key);
      if (setting != table_.end()) {
        take(*setting, node, name.source(), into);
      } else if (array != arrays.end()) {
        walk_each(array->first, node, name.source());
      } else if (known_table && node.is_table()) {
        walk(*node.as_table(), key, into);
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

  void walk_each(std::string_view array, const toml::node& node,
                 const toml::source_region& source) {
    if (!node.is_array_of_tables()) {
      return tell(source, fmt::format("\"{0}\" may stand there several times: write [[{0}]] on a "
                                      "line of its own and the settings of one below it",
                                      array));
    }
    for (const auto& element : *node.as_array()) {
      Given& into = arrays[array].emplace_back();
      walk(*element.as_table(), fmt::format("{}{}", array, in_each), into);
      for (const auto& setting : table_) {
        if (array_of(setting.key) != array || !setting.required || into.contains(setting.key)) {
          continue;
        }
        tell(element.source(), missing(setting, fmt::format("[[{}]]", array)));
      }
    }
  }

  static std::string missing(const Setting& setting, std::string_view below) {
    const auto part = table_part(setting.key);
    const auto name = setting.key.substr(part.empty() ? 0 : part.size() + 1);
    return fmt::format(
        "\"{}\" is missing; write for example {} = {}{}{}", setting.key, name, example_of(setting),
        below.empty() ? "" : fmt::format(" under {}", below),
        setting.or_else.empty() ? "" : fmt::format(", or set \"{}\"", setting.or_else));
  }

  void take(const Setting& setting, const toml::node& node, const toml::source_region& source,
            Given& into) {
    auto texts = fitting(setting, node);
    if (!texts) tell(source, std::move(texts.error().reason));
    // Also when it is unfit: told once, and not as missing.
    into[setting.key] = texts ? *std::move(texts) : Texts{};
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
      if (!setting.required || array_of(setting.key)) continue;
      const bool stands = given.contains(setting.key);
      const bool other_stands = !setting.or_else.empty() && given.contains(setting.or_else);
      if (stands && other_stands) {
        problems_.push_back(
            {1U, fmt::format("\"{}\" and \"{}\" exclude each other; keep one of the two",
                             setting.key, setting.or_else)});
      }
      if (stands || other_stands) continue;
      const auto part = table_part(setting.key);
      const auto* table = part.empty() ? &document : document.at_path(part).as_table();
      problems_.push_back({table ? std::max(table->source().begin.line, 1U) : 1U,
                           missing(setting, part.empty() ? "" : fmt::format("[{}]", part))});
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
  const auto values_of = [&](const Given& given, std::optional<std::string_view> array) {
    Values values;
    for (const auto& setting : table) {
      if (array_of(setting.key) != array) continue;
      Values::Held held{.type = setting.type, .texts = std::nullopt};
      if (const auto found = given.find(setting.key); found != given.end()) {
        held.texts = found->second;
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
  };
  Values values = values_of(reading.given, std::nullopt);
  for (const auto& [array, elements] : reading.arrays) {
    auto& each = values.arrays_[std::string{array}];
    for (const Given& element : elements) each.push_back(values_of(element, array));
  }
  return values;
}

}  // namespace sallyport::settings
