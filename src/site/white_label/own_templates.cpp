// An operator's template in the place of ours: what kit/templates cannot know, because it is about
// us.
#include <algorithm>
#include <array>
#include <set>

#include "base/bug.hpp"
#include "kit/embedded/embedded.hpp"
#include "kit/settings/nearest.hpp"
#include "site/white_label/faults.hpp"
#include "site/white_label/markup_scan.hpp"
#include "site/white_label/white_label.hpp"

namespace sallyport::white_label {
namespace {

using templates::NameUse;
using templates::Use;

/// What every letter is given, whether or not ours says it.
constexpr std::array in_every_letter{"language", "portal_name", "operator_name", "public_address",
                                     "email"};

constexpr const char* frame_top = "templates/frame_top.html";
constexpr const char* frame_bottom = "templates/frame_bottom.html";

/// What an address written out may begin with; a value is held to the same by kit/templates.
constexpr std::array beginnings{"/", "#", "?", "{{", "https://", "mailto:", "tel:"};

templates::Kind kind_of(std::string_view name) {
  return name.ends_with(".html") ? templates::Kind::html : templates::Kind::text;
}

bool is_letter(std::string_view name) { return name.find(".mail.") != std::string_view::npos; }

/// "templates/letters/x.mail.txt" for "templates/letters/x.mail.html", and the other way round.
std::string other_half(std::string name) {
  const auto dot = name.rfind('.');
  return name.substr(0, dot) + (name.substr(dot) == ".html" ? ".txt" : ".html");
}

std::vector<NameUse> given_by_ours(const std::string& name, const templates::Templates& templates) {
  auto given = templates.name_uses(name);
  const auto also = [&](const std::string& other) {
    const auto uses = templates.name_uses(other);
    given.insert(given.end(), uses.begin(), uses.end());
  };
  if (is_letter(name)) also(other_half(name));
  if (is_letter(name) || name.starts_with("templates/letter_")) {
    for (const char* always : in_every_letter) given.push_back({always, Use::value, {}, 0});
  }
  // Both halves of the frame stand on every page.
  if (name == frame_top) also(frame_bottom);
  if (name == frame_bottom) also(frame_top);
  return given;
}

/// A value can be asked for; a number can be counted with, written and asked for.
bool serves(Use given, Use wanted) {
  if (wanted == Use::section) return true;
  return given == Use::number || (given == Use::value && wanted == Use::value);
}

void check_names(const std::string& file, const std::vector<NameUse>& given,
                 const std::vector<NameUse>& used, Faults& faults) {
  std::vector<std::string_view> known;
  for (const NameUse& one : given) known.push_back(one.name);
  for (const NameUse& one : used) {
    bool named = false;
    const bool served = std::any_of(given.begin(), given.end(), [&](const NameUse& ours) {
      if (ours.name != one.name) return false;
      named = true;
      return serves(ours.use, one.use) && std::includes(one.within.begin(), one.within.end(),
                                                        ours.within.begin(), ours.within.end());
    });
    if (served) continue;
    const auto nearest = settings::nearest_key(one.name, known);
    faults.add(
        file, one.line,
        named ? fmt::format("{{{{{}}}}} is used here otherwise than in our template: within the "
                            "same {{{{#sections}}}}, and for the same",
                            one.name)
              : fmt::format("this page has no {{{{{}}}}}{}", one.name,
                            nearest ? fmt::format("; did you mean {{{{{}}}}}?", *nearest) : ""));
  }
}

/// The values of one attribute over all tags.
std::set<std::string> all_of(const std::vector<Tag>& tags, std::string_view attribute) {
  std::set<std::string> values;
  for (const Tag& tag : tags) {
    for (const Attribute& one : tag.attributes) {
      if (one.name == attribute) values.insert(one.value);
    }
  }
  return values;
}

/// No script but ours, none at other times, nothing fetched from elsewhere.
void check_scripts(const std::string& file, const std::vector<Tag>& ours,
                   const std::vector<Tag>& theirs, Faults& faults) {
  for (const Tag& tag : theirs) {
    const bool is_ours =
        std::any_of(ours.begin(), ours.end(), [&](const Tag& one) { return one.text == tag.text; });
    if (is_ours) continue;
    if (tag.name == "script") {
      faults.add(file, tag.line, "a script of your own may not run here: leave it out");
    }
    for (const Attribute& attribute : tag.attributes) {
      const bool fetched =
          attribute.name == "src" || (tag.name == "link" && attribute.name == "href");
      const bool address = fetched || attribute.name == "href" || attribute.name == "action" ||
                           attribute.name == "formaction" || attribute.name.ends_with(":href");
      if (attribute.name == "nonce" || attribute.name == "http-equiv") {
        faults.add(file, attribute.line,
                   fmt::format("{} is ours to give: leave it out", attribute.name));
      }
      if (!address) continue;
      const bool begins = std::any_of(beginnings.begin(), beginnings.end(), [&](const char* one) {
        return attribute.value.starts_with(one);
      });
      if (!begins || attribute.value.starts_with("//") || attribute.value.starts_with("/\\")) {
        faults.add(file, attribute.line,
                   fmt::format("{}=\"{}\" must begin with / or https://", attribute.name,
                               attribute.value));
      } else if (attribute.value.starts_with("https:") && attribute.name != "href") {
        faults.add(file, attribute.line,
                   fmt::format("{}=\"{}\" leads to another site: pages load and send nothing there",
                               attribute.name, attribute.value));
      } else if (attribute.value.starts_with("https:") && fetched) {
        faults.add(file, attribute.line, "a page loads nothing from another site");
      }
    }
  }
}

/// The same fields to the same addresses: a form that sends others is refused by the portal.
void check_forms(const std::string& file, const std::vector<Tag>& ours,
                 const std::vector<Tag>& theirs, Faults& faults) {
  for (const char* attribute : {"name", "action"}) {
    const auto wanted = all_of(ours, attribute);
    const auto there = all_of(theirs, attribute);
    for (const std::string& one : wanted) {
      if (!there.contains(one)) {
        faults.add(file, 0, fmt::format("{}=\"{}\" of our template is missing", attribute, one));
      }
    }
    for (const std::string& one : there) {
      if (!wanted.contains(one)) {
        faults.add(file, 0, fmt::format("{}=\"{}\" is not in our template", attribute, one));
      }
    }
  }
}

}  // namespace

void replace_templates(const Overrides& overrides, templates::Templates& templates) {
  Faults faults;
  // All of ours before any of theirs: a part of theirs must not stand for ours.
  std::map<std::string, std::vector<NameUse>> given;
  for (const auto& [name, source] : overrides.templates) {
    given[name] = given_by_ours(name, templates);
  }
  for (const auto& [name, source] : overrides.templates) {
    templates.load(name, source, kind_of(name));
  }
  for (const auto& [name, source] : overrides.templates) {
    const std::string file = overrides.folder + "/" + name;
    check_names(file, given[name], templates.name_uses(name), faults);
    if (kind_of(name) == templates::Kind::html) {
      const auto built_in = embedded::find(name);
      check(built_in.has_value(), "a template that is replaced is built in");
      const auto ours = tags_of(*built_in, Sort::of_template);
      const auto theirs = tags_of(source, Sort::of_template);
      check_scripts(file, ours, theirs, faults);
      check_forms(file, ours, theirs, faults);
    } else if (is_letter(name) && source.find("\n\n") == std::string::npos) {
      faults.add(file, 1, "the first line is the subject; leave the second empty");
    }
  }
  if (!faults.text().empty()) throw Refused(faults.text());
}

}  // namespace sallyport::white_label
