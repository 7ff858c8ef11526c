// The settings file: TOML, read against one table of what may stand in it.
//
// Source  TOML 1.0.
// Read    settings.hpp, parse.cpp (file against table), fitting.hpp (value against row),
//         nearest.hpp (what was meant), print.cpp (table as text)
// Why     docs/decisions/0011-settings-table.md.
//
// Unknown keys, wrong types and impossible values are told with line, reason and nearest known key,
// all of them at once, before anything starts.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace sallyport::settings {

enum class Type { text, path, whole_number, yes_or_no, day, list };  // list: of texts

/// One row of the table: the source of parser, `settings print`, --help and
/// docs/operate/settings.md.
struct Setting {
  /// "mail.folder": key `folder` in table [mail]. "portal.parts[].name": key `name` in each
  /// [[portal.parts]], of which there may be any number.
  std::string_view key = {};
  Type type = Type::text;
  std::string_view default_value =
      {};                 // as written in TOML; empty: none, the setting may be absent
  bool required = false;  // must stand in the file; an empty text does not count
  std::string_view or_else =
      {};  // for a required one: a key that may stand instead of it, not beside
  std::string_view sentence = {};  // what it does, with its unit
  std::string_view since = {};     // version
  /// What is wrong with the value, or empty. Runs after the type fits, for a list on each element,
  /// and sees what was written: a path not yet made absolute, a day as "2026-01-31", a number in
  /// digits.
  std::string (*problem)(std::string_view value) = nullptr;
  std::int64_t least = 0;         // for whole_number
  std::int64_t most = 0;          // for whole_number; both 0: any
  std::string_view example = {};  // as written in TOML, for a setting without a default
};

/// All that is wrong, a line each: `run/sallyport.toml:12: unknown key "mail.foldr"; did you mean
/// "mail.folder"?`
class Refused : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The values, each from the file or its default.
class Values {
 public:
  /// Asking for a key that is not in the table, or of another type, is a Bug; so is asking for a
  /// value that may be absent, and is, without maybe_.
  [[nodiscard]] std::string text(std::string_view key) const;
  [[nodiscard]] std::optional<std::string> maybe_text(std::string_view key) const;
  [[nodiscard]] std::string path(
      std::string_view key) const;  // relative ones are taken from the file's folder
  [[nodiscard]] std::optional<std::string> maybe_path(std::string_view key) const;
  [[nodiscard]] std::int64_t whole_number(std::string_view key) const;
  [[nodiscard]] std::optional<std::int64_t> maybe_whole_number(std::string_view key) const;
  [[nodiscard]] bool yes_or_no(std::string_view key) const;
  [[nodiscard]] std::optional<Day> maybe_day(std::string_view key) const;
  [[nodiscard]] std::vector<std::string> list(std::string_view key) const;  // absent: empty
  /// The values of each [[array]], in the order of the file: `each("portal.parts")` answers values
  /// that are asked for "portal.parts[].name".
  [[nodiscard]] const std::vector<Values>& each(std::string_view array) const;

 private:
  friend Values parse(std::span<const Setting>, std::string_view, std::string_view);

  /// As text; one element, except for a list. Nothing when absent.
  struct Held {
    Type type = Type::text;
    std::optional<std::vector<std::string>> texts;
  };
  [[nodiscard]] const Held& held(std::string_view key, Type) const;
  [[nodiscard]] const std::string* single(std::string_view key, Type) const;
  [[nodiscard]] const std::string& required_single(std::string_view key, Type) const;

  std::map<std::string, Held, std::less<>> held_;
  std::map<std::string, std::vector<Values>, std::less<>> arrays_;
};

/// Reads `toml`; `file` is its name for errors and the folder that relative paths start from.
/// Throws Refused. A default that breaks its own row is a Bug.
[[nodiscard]] Values parse(std::span<const Setting>, std::string_view toml, std::string_view file);

/// A complete, commented settings file: `sallyport settings print`.
[[nodiscard]] std::string print(std::span<const Setting>);
/// docs/operate/settings.md
[[nodiscard]] std::string print_markdown(std::span<const Setting>);

}  // namespace sallyport::settings
