#include <cmath>
#include <fstream>
#include <iterator>

#include "base/bug.hpp"
#include "kit/embedded/embedded.hpp"
#include "kit/settings/nearest.hpp"
#include "site/white_label/colours.hpp"
#include "site/white_label/logo.hpp"
#include "site/white_label/own_texts.hpp"
#include "site/white_label/style_sheet.hpp"
#include "site/white_label/white_label.hpp"

namespace sallyport::white_label {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_file = 256 * 1024;
constexpr double height_of_logo = 36;
constexpr double widest = 6;  // times its height
constexpr double wide_enough_for_a_name = 1.5;

const std::vector<std::string_view>& fixed_names() {
  static const std::vector<std::string_view> names{"colours.toml", "style.css",   "logo.svg",
                                                   "logo.png",     "icon.svg",    "icon.png",
                                                   "README.md",    "texts/en.po", "texts/nl.po"};
  return names;
}

bool is_template(std::string_view name) {
  return name.ends_with(".html") || name.ends_with(".mail.txt") ||
         (name.starts_with("templates/") && name.ends_with(".txt"));
}

class Reader {
 public:
  explicit Reader(const fs::path& folder) : folder_(folder) { overrides_.folder = folder.string(); }

  Overrides read() {
    if (!fs::is_directory(folder_)) {
      throw Refused(
          fmt::format("{}: portal.overrides is not a folder that can be read", folder_.string()));
    }
    take_files();
    read_look();
    read_words();
    if (!faults_.text().empty()) throw Refused(faults_.text());
    return std::move(overrides_);
  }

 private:
  [[nodiscard]] std::string path_of(std::string_view name) const {
    return fmt::format("{}/{}", folder_.string(), name);
  }

  void take_files() {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(
             folder_, fs::directory_options::follow_directory_symlink)) {
      const std::string name = entry.path().lexically_relative(folder_).generic_string();
      if (entry.is_directory() || entry.path().filename().string().starts_with('.')) continue;
      if (entry.file_size() > largest_file) {
        faults_.add(path_of(name), 0, "is larger than 256 KiB, too much for people on the road");
        continue;
      }
      if (!can_be_replaced(name)) {
        refuse_name(name);
        continue;
      }
      std::ifstream file{entry.path(), std::ios::binary};
      std::string bytes{std::istreambuf_iterator<char>{file}, {}};
      if (!file) {
        faults_.add(path_of(name), 0, "cannot be read");
      } else if (is_template(name)) {
        overrides_.templates.emplace(name, std::move(bytes));
      } else {
        files_.emplace(name, std::move(bytes));
      }
    }
  }

  void refuse_name(const std::string& name) {
    const std::vector<std::string> all = replaceable();
    const std::vector<std::string_view> known{all.begin(), all.end()};
    const auto nearest = settings::nearest_key(name, known);
    faults_.add(path_of(name), 0,
                fmt::format("there is nothing of that name to replace{}",
                            nearest ? fmt::format("; did you mean {}?", *nearest)
                                    : ": `sallyport overrides list` shows what there is"));
  }

  [[nodiscard]] const std::string* file(std::string_view name) const {
    const auto found = files_.find(name);
    return found == files_.end() ? nullptr : &found->second;
  }

  void read_look() {
    std::string css;
    if (const auto* toml = file("colours.toml")) {
      css = rules_of(read_colours(*toml, path_of("colours.toml"), faults_));
    }
    if (const auto* rules = file("style.css")) {
      check_style_sheet(*rules, path_of("style.css"), faults_);
      css += *rules;
    }
    if (!css.empty()) {
      overrides_.look.style_sheet = served("own.css", "text/css; charset=utf-8", css);
    }
    if (const auto picture = read_picture("logo")) {
      const double ratio = picture->size.width / picture->size.height;
      if (ratio < 1 || ratio > widest) {
        faults_.add(path_of(picture->name), 0,
                    "must be as wide as it is high, or up to six times as wide");
      }
      overrides_.look.logo = Logo{.file = picture->file,
                                  .width = static_cast<int>(std::lround(height_of_logo * ratio)),
                                  .is_wide = ratio > wide_enough_for_a_name};
    }
    if (const auto picture = read_picture("icon")) {
      if (picture->size.width != picture->size.height) {
        faults_.add(path_of(picture->name), 0, "must be as wide as it is high");
      }
      overrides_.look.icon = picture->file;
    } else if (overrides_.look.logo && !overrides_.look.logo->is_wide) {
      overrides_.look.icon = overrides_.look.logo->file;
    }
  }

  struct Picture {
    std::string name;
    Size size;
    Served file;
  };

  std::optional<Picture> read_picture(const std::string& stem) {
    const auto* svg = file(stem + ".svg");
    const auto* png = file(stem + ".png");
    if (svg && png)
      faults_.add(path_of(stem + ".png"), 0, "stands beside an .svg: keep one of them");
    if (!svg && !png) return std::nullopt;
    const std::string name = stem + (svg ? ".svg" : ".png");
    const auto size =
        svg ? check_svg(*svg, path_of(name), faults_) : check_png(*png, path_of(name), faults_);
    if (!size) return std::nullopt;
    return Picture{.name = name,
                   .size = *size,
                   .file = served(name, svg ? "image/svg+xml; charset=utf-8" : "image/png",
                                  svg ? *svg : *png)};
  }

  void read_words() {
    std::vector<NewText> new_texts;
    for (const auto& [name, source] : overrides_.templates) {
      for (auto& text : templates::texts_in(path_of(name), source)) {
        new_texts.push_back({std::move(text), path_of(name)});
      }
    }
    for (const text::Language language : text::all_languages) {
      const std::string name = fmt::format("texts/{}.po", text::tag(language));
      if (const auto* po = file(name)) {
        overrides_.texts[language] = read_texts(*po, path_of(name), new_texts, faults_);
      }
    }
    check_new_texts(new_texts, overrides_.texts, faults_);
  }

  static Served served(std::string_view name, std::string_view type, const std::string& bytes) {
    return {
        .url = "/assets/" + served_name(name, bytes), .type = std::string{type}, .bytes = bytes};
  }

  fs::path folder_;
  std::map<std::string, std::string, std::less<>> files_;
  Overrides overrides_;
  Faults faults_;
};

}  // namespace

std::vector<std::string> replaceable() {
  std::vector<std::string> names{fixed_names().begin(), fixed_names().end()};
  for (const auto& file : embedded::all("", "")) {
    if (is_template(file.name)) names.emplace_back(file.name);
  }
  return names;
}

bool can_be_replaced(std::string_view name) {
  const auto& fixed = fixed_names();
  return std::find(fixed.begin(), fixed.end(), name) != fixed.end() ||
         (is_template(name) && embedded::find(name));
}

Overrides read(const fs::path& folder) { return Reader{folder}.read(); }

std::optional<http::Response> Look::file(std::string_view served_name) const {
  const auto is_it = [&](const Served& one) {
    return one.url.substr(one.url.rfind('/') + 1) == served_name;
  };
  if (style_sheet && is_it(*style_sheet))
    return kept_for_ever(style_sheet->bytes, style_sheet->type);
  if (logo && is_it(logo->file)) return kept_for_ever(logo->file.bytes, logo->file.type);
  if (icon && is_it(*icon)) return kept_for_ever(icon->bytes, icon->type);
  return std::nullopt;
}

std::string Overrides::summary() const {
  std::size_t said = 0;
  for (const auto& [language, all] : texts) said += all.size();
  return fmt::format("{} templates, {} texts{}{}", templates.size(), said,
                     look.style_sheet ? ", colours or rules" : "", look.logo ? ", a logo" : "");
}

}  // namespace sallyport::white_label
