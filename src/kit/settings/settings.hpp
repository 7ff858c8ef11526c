// The settings file: TOML, read against one table of what may stand in it.
//
// Source  TOML 1.0. Why: docs/decisions/0011-settings-table.md.
// Unknown keys, wrong types and impossible values are told with line, reason and nearest known key, all of
// them at once, before anything starts.
#pragma once

#include <chrono>
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

/// One row of the table: the source of parser, `settings print`, --help and docs/operate/settings.md.
struct Setting {
  std::string_view key;            // "mail.folder": key `folder` in table [mail]
  Type type = Type::text;
  std::string_view default_value;  // as written in TOML; empty: none, the setting may be absent
  bool required = false;
  std::string_view sentence;       // what it does, with its unit
  std::string_view since;          // version
  /// What is wrong with the value, or empty. Runs after the type fits.
  std::string (*problem)(std::string_view value) = nullptr;
  std::int64_t least = 0;          // for whole_number
  std::int64_t most = 0;           // for whole_number; both 0: any
};

/// All that is wrong, a line each: `run/sallyport.toml:12: unknown key "mail.foldr"; did you mean "mail.folder"?`
class Refused : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The values, each from the file or its default.
class Values {
 public:
  /// Asking for a key that is not in the table, or of another type, is a Bug.
  [[nodiscard]] std::string text(std::string_view key) const;
  [[nodiscard]] std::optional<std::string> maybe_text(std::string_view key) const;
  [[nodiscard]] std::string path(std::string_view key) const;  // relative ones are taken from the file's folder
  [[nodiscard]] std::optional<std::string> maybe_path(std::string_view key) const;
  [[nodiscard]] std::int64_t whole_number(std::string_view key) const;
  [[nodiscard]] bool yes_or_no(std::string_view key) const;
  [[nodiscard]] std::optional<Day> maybe_day(std::string_view key) const;
  [[nodiscard]] std::vector<std::string> list(std::string_view key) const;

 private:
  friend Values parse(std::span<const Setting>, std::string_view, std::string_view);
  struct Given;
  std::map<std::string, std::vector<std::string>, std::less<>> given_;
  std::span<const Setting> table_;
};

/// Reads `toml`; `file` is its name for errors and the folder that relative paths start from. Throws Refused.
[[nodiscard]] Values parse(std::span<const Setting>, std::string_view toml, std::string_view file);

/// A complete, commented settings file: `sallyport settings print`.
[[nodiscard]] std::string print(std::span<const Setting>);
/// docs/operate/settings.md
[[nodiscard]] std::string print_markdown(std::span<const Setting>);

}  // namespace sallyport::settings
