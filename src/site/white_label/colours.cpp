#include "site/white_label/colours.hpp"

#include <array>
#include <cmath>
#include <vector>

#include "base/bug.hpp"
#include "kit/embedded/embedded.hpp"
#include "kit/settings/settings.hpp"

namespace sallyport::white_label {
namespace {

// As in web/site.css, where a name has - for _.
constexpr std::array names{
    "page",       "surface",   "text",          "quiet",      "line",     "edge",   "brand",
    "brand_soft", "accent",    "accent_strong", "on_accent",  "tint",     "good",   "good_tint",
    "warn",       "warn_tint", "bad",           "bad_strong", "bad_tint", "on_bad", "focus"};

struct Pair {
  std::string_view front;
  std::string_view ground;
  double least = 4.5;
};

constexpr double text_on_ground = 4.5;  // WCAG 2.2, 1.4.3
constexpr double edge_on_ground = 3.0;  // 1.4.11

/// What stands on what on our pages; "white" is the text of the header.
constexpr std::array pairs{
    Pair{"text", "page", text_on_ground},
    Pair{"text", "surface", text_on_ground},
    Pair{"text", "tint", text_on_ground},
    Pair{"quiet", "page", text_on_ground},
    Pair{"quiet", "surface", text_on_ground},
    Pair{"accent", "page", text_on_ground},
    Pair{"accent", "surface", text_on_ground},
    Pair{"accent", "tint", text_on_ground},
    Pair{"accent_strong", "page", text_on_ground},
    Pair{"accent_strong", "surface", text_on_ground},
    Pair{"accent_strong", "tint", text_on_ground},
    Pair{"on_accent", "accent", text_on_ground},
    Pair{"on_accent", "accent_strong", text_on_ground},
    Pair{"good", "surface", text_on_ground},
    Pair{"good", "good_tint", text_on_ground},
    Pair{"text", "good_tint", text_on_ground},
    Pair{"warn", "warn_tint", text_on_ground},
    Pair{"text", "warn_tint", text_on_ground},
    Pair{"bad", "surface", text_on_ground},
    Pair{"bad", "bad_tint", text_on_ground},
    Pair{"text", "bad_tint", text_on_ground},
    Pair{"on_bad", "bad", text_on_ground},
    Pair{"on_bad", "bad_strong", text_on_ground},
    Pair{"white", "brand", text_on_ground},
    Pair{"white", "brand_soft", text_on_ground},
    Pair{"edge", "surface", edge_on_ground},
    Pair{"edge", "page", edge_on_ground},
    Pair{"focus", "surface", edge_on_ground},
    Pair{"focus", "page", edge_on_ground},
    Pair{"focus", "tint", edge_on_ground},
};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string colour_problem(std::string_view value) {
  bool right = value.size() == 7 && value.front() == '#';
  for (const char c : value.substr(std::min<std::size_t>(1, value.size()))) {
    right = right && hex_digit(c) >= 0;
  }
  return right ? "" : R"(must be a colour as six hexadecimal digits, like "#0b6472")";
}

/// The table that the file is read against: each name in each theme.
const std::vector<settings::Setting>& table() {
  static const auto keys = [] {
    std::vector<std::string> all;
    for (const char* theme : {"light", "dark"}) {
      for (const char* name : names) all.push_back(fmt::format("{}.{}", theme, name));
    }
    return all;
  }();
  static const auto rows = [] {
    std::vector<settings::Setting> all;
    for (const std::string& key : keys) {
      all.push_back({.key = key, .type = settings::Type::text, .problem = colour_problem});
    }
    return all;
  }();
  return rows;
}

/// The line in which `name` is given in that theme; 0 when it is ours.
int line_of_colour(std::string_view toml, std::string_view theme, std::string_view name) {
  const std::string head = fmt::format("[{}]", theme);
  bool inside = false;
  int line = 0;
  while (!toml.empty()) {
    ++line;
    const auto end = toml.find('\n');
    const std::string_view row = toml.substr(0, end);
    toml = end == std::string_view::npos ? std::string_view{} : toml.substr(end + 1);
    if (row.starts_with('[')) inside = row.starts_with(head);
    const std::string_view word = row.substr(0, row.find_first_of(" ="));
    if (inside && word == name) return line;
  }
  return 0;
}

double channel(std::string_view colour, std::size_t at) {
  const double part = (hex_digit(colour[at]) * 16 + hex_digit(colour[at + 1])) / 255.0;
  return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
}

double luminance(std::string_view colour) {
  return 0.2126 * channel(colour, 1) + 0.7152 * channel(colour, 3) + 0.0722 * channel(colour, 5);
}

std::string colour_of(const Palette& palette, std::string_view name) {
  if (name == "white") return "#ffffff";
  const auto found = palette.find(name);
  check(found != palette.end(), "a palette has every colour");
  return found->second;
}

std::string custom_property(std::string_view name) {
  std::string property = "--";
  for (const char c : name) property += c == '_' ? '-' : c;
  return property;
}

/// The first block of custom properties behind `mark` in our style sheet.
Palette palette_behind(std::string_view css, std::string_view mark) {
  const auto at = css.find(mark);
  check(at != std::string_view::npos, "the style sheet begins with its colours");
  const auto block = css.substr(at, css.find('}', at) - at);
  Palette palette;
  for (const char* name : names) {
    const std::string begin = custom_property(name) + ": #";
    const auto found = block.find(begin);
    check(found != std::string_view::npos, "the style sheet has every colour in both themes");
    const auto from = found + begin.size() - 1;
    std::string value{block.substr(from, block.find(';', from) - from)};
    if (value.size() == 4) {
      value = fmt::format("#{0}{0}{1}{1}{2}{2}", value[1], value[2], value[3]);
    }
    palette[name] = value;
  }
  return palette;
}

void check_theme(const Palette& palette, std::string_view theme, std::string_view toml,
                 std::string_view file, Faults& faults) {
  for (const Pair& pair : pairs) {
    const std::string front = colour_of(palette, pair.front);
    const std::string ground = colour_of(palette, pair.ground);
    const double ratio = contrast(front, ground);
    if (ratio >= pair.least) continue;
    const int line =
        std::max(line_of_colour(toml, theme, pair.front), line_of_colour(toml, theme, pair.ground));
    faults.add(file, line,
               fmt::format("in [{}], {} {} on {} {} has a contrast of {:.2f}:1 and needs {:.1f}:1, "
                           "or some people cannot read it (WCAG 2.2)",
                           theme, pair.front, front, pair.ground, ground, ratio, pair.least));
  }
}

}  // namespace

Colours built_in_colours() {
  const auto css = embedded::find("web/site.css");
  check(css.has_value(), "the style sheet is built in");
  return {.light = palette_behind(*css, ":root {"),
          .dark = palette_behind(*css, "@media (prefers-color-scheme: dark) {\n  :root {")};
}

double contrast(std::string_view one, std::string_view other) {
  const double first = luminance(one);
  const double second = luminance(other);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

void check_contrast(const Colours& whole, std::string_view toml, std::string_view file,
                    Faults& faults) {
  check_theme(whole.light, "light", toml, file, faults);
  check_theme(whole.dark, "dark", toml, file, faults);
}

Colours read_colours(std::string_view toml, std::string_view file, Faults& faults) {
  const settings::Values values = settings::parse(table(), toml, file);
  Colours own;
  Colours whole = built_in_colours();
  for (const char* name : names) {
    if (auto colour = values.maybe_text(fmt::format("light.{}", name))) {
      whole.light[name] = own.light[name] = *colour;
    }
    if (auto colour = values.maybe_text(fmt::format("dark.{}", name))) {
      whole.dark[name] = own.dark[name] = *colour;
    }
  }
  check_contrast(whole, toml, file, faults);
  return own;
}

std::string rules_of(const Colours& colours) {
  const auto block = [](const Palette& palette) {
    std::string rules = ":root {";
    for (const auto& [name, colour] : palette) {
      rules += fmt::format(" {}: {};", custom_property(name), colour);
    }
    return rules + " }";
  };
  std::string rules;
  if (!colours.light.empty()) rules += block(colours.light) + "\n";
  // Ours for the dark theme again, or a colour of [light] would hold there too.
  Palette dark = built_in_colours().dark;
  for (const auto& [name, colour] : colours.dark) dark[name] = colour;
  if (!colours.light.empty() || !colours.dark.empty()) {
    rules += "@media (prefers-color-scheme: dark) { " + block(dark) + " }\n";
  }
  return rules;
}

}  // namespace sallyport::white_label
