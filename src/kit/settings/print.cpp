#include <fmt/format.h>

#include "kit/settings/settings.hpp"

namespace sallyport::settings {
namespace {

constexpr std::size_t line_length = 100;

struct Group {
  std::string_view table;  // empty: before the first table
  std::vector<const Setting*> settings;
};

/// The rows by table, in the order in which they first appear; those outside any table come first,
/// because TOML has no way back out of one.
std::vector<Group> grouped(std::span<const Setting> table) {
  std::vector<Group> groups{Group{}};
  for (const auto& setting : table) {
    const auto dot = setting.key.rfind('.');
    const auto part =
        dot == std::string_view::npos ? std::string_view{} : setting.key.substr(0, dot);
    auto group = std::ranges::find(groups, part, &Group::table);
    if (group == groups.end())
      group = groups.insert(groups.end(), Group{.table = part, .settings = {}});
    group->settings.push_back(&setting);
  }
  return groups;
}

std::string_view name_of(const Setting& setting) {
  return setting.key.substr(setting.key.rfind('.') + 1);
}

bool is_in_each(std::string_view table) { return table.ends_with("[]"); }

/// "[mail]", or "[[portal.parts]]" for "portal.parts[]".
std::string heading(std::string_view table) {
  if (!is_in_each(table)) return fmt::format("[{}]", table);
  return fmt::format("[[{}]]", table.substr(0, table.size() - 2));
}

std::string_view placeholder(Type type) {
  switch (type) {
    case Type::text:
    case Type::path:
      return "\"\"";
    case Type::whole_number:
      return "0";
    case Type::yes_or_no:
      return "false";
    case Type::day:
      return "2026-01-31";
    case Type::list:
      return "[]";
  }
  return "\"\"";
}

std::string_view shown_value(const Setting& setting) {
  if (!setting.default_value.empty()) return setting.default_value;
  if (!setting.example.empty()) return setting.example;
  return placeholder(setting.type);
}

std::string_view type_name(Type type) {
  switch (type) {
    case Type::text:
      return "text";
    case Type::path:
      return "path";
    case Type::whole_number:
      return "whole number";
    case Type::yes_or_no:
      return "true or false";
    case Type::day:
      return "day";
    case Type::list:
      return "list of texts";
  }
  return "";
}

/// What must be known to write the value: "whole number from 1 to 65535, since 2026.1".
std::string remark(const Setting& setting) {
  std::string text{type_name(setting.type)};
  if (setting.least != 0 || setting.most != 0) {
    text += fmt::format(" from {} to {}", setting.least, setting.most);
  }
  if (setting.required) text += ", must be given";
  if (!setting.or_else.empty()) text += fmt::format(" unless {} is", setting.or_else);
  if (!setting.required && setting.default_value.empty()) text += ", may be left out";
  return text + fmt::format(", since {}", setting.since);
}

/// `text` in lines that each begin with "# ", broken between words.
std::string comment(std::string_view text) {
  std::string lines;
  std::string line = "#";
  while (!text.empty()) {
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (line.size() > 1 && line.size() + 1 + word.size() > line_length) {
      lines += line + "\n";
      line = "#";
    }
    line += fmt::format(" {}", word);
  }
  return lines + line + "\n";
}

/// A cell of a Markdown table: a bar would end it.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char letter : text) {
    if (letter == '|') escaped += '\\';
    escaped += letter;
  }
  return escaped;
}

std::string code(std::string_view text) {
  return text.empty() ? "" : fmt::format("`{}`", cell(text));
}

}  // namespace

std::string print(std::span<const Setting> table) {
  std::string file = comment(
      "Every setting there is. A line with # before it shows the default, or an example where "
      "there is"
      " none; take the # away to change it. Relative paths start from this file's folder.");
  for (const auto& group : grouped(table)) {
    // Written out it would be one more, and an empty one.
    const bool optional = is_in_each(group.table);
    if (!group.table.empty()) {
      file += fmt::format("\n{}{}\n", optional ? "#" : "", heading(group.table));
    }
    for (const Setting* setting : group.settings) {
      file += "\n" + comment(setting->sentence) + comment(fmt::format("({})", remark(*setting)));
      file += fmt::format("{}{} = {}\n", setting->required && !optional ? "" : "#",
                          name_of(*setting), shown_value(*setting));
    }
  }
  return file;
}

std::string print_markdown(std::span<const Setting> table) {
  std::string page =
      "# Settings\n\n"
      "Made from the table in the program; `sallyport settings print` writes the same as a settings"
      " file.\nRelative paths start from the folder of the settings file.\n";
  for (const auto& group : grouped(table)) {
    if (group.settings.empty()) continue;
    page += group.table.empty() ? "\n## Before any table\n"
                                : fmt::format("\n## {}\n", heading(group.table));
    page += "\n| Setting | Default | Kind | What it does |\n| --- | --- | --- | --- |\n";
    for (const Setting* setting : group.settings) {
      page +=
          fmt::format("| `{}` | {} | {} | {} |\n", name_of(*setting), code(setting->default_value),
                      cell(remark(*setting)), cell(setting->sentence));
    }
  }
  return page;
}

}  // namespace sallyport::settings
