#include <fmt/format.h>

#include <algorithm>

#include "base/bug.hpp"
#include "kit/embedded/embedded.hpp"
#include "kit/templates/lexer.hpp"
#include "kit/templates/loaded.hpp"

namespace sallyport::templates {
namespace {

/// A template in a template in a template ...: more is a circle or a maze.
constexpr int deepest_part = 8;

/// How deep the parts of each template go, and the first fault met.
class PartDepth {
 public:
  explicit PartDepth(const TemplateMap& all) : all_(all) {}

  std::optional<std::string> first_fault() {
    for (const auto& [name, loaded] : all_) {
      if (depth_of(name, loaded) > deepest_part && !fault_) {
        fault_ = fmt::format("{}:1: its parts stand more than {} deep in one another", name,
                             deepest_part);
      }
    }
    return fault_;
  }

 private:
  static constexpr int unfinished = -1;

  int depth_of(std::string_view name, const Template& loaded) {
    const auto [known, added] = depths_.emplace(name, unfinished);
    if (!added) return known->second;
    const int depth = deepest_in(name, loaded.nodes);
    depths_[std::string{name}] = depth;
    return depth;
  }

  int deepest_in(std::string_view name, const std::vector<Node>& nodes) {
    int deepest = 0;
    for (const Node& node : nodes) {
      deepest = std::max(deepest, node.kind == Node::Kind::part ? part(name, node)
                                                                : deepest_in(name, node.inside));
    }
    return deepest;
  }

  int part(std::string_view name, const Node& node) {
    const auto found = all_.find(node.text);
    if (found == all_.end()) {
      note(fmt::format("{}:{}: there is no template {}", name, node.line, node.text));
      return 0;
    }
    const int depth = depth_of(found->first, found->second);
    if (depth == unfinished) {
      note(fmt::format("{}:{}: {} comes back to itself: a part may not hold itself", name,
                       node.line, node.text));
      return 0;
    }
    return depth + 1;
  }

  void note(std::string fault) {
    if (!fault_) fault_ = std::move(fault);
  }

  const TemplateMap& all_;
  std::map<std::string, int, std::less<>> depths_;
  std::optional<std::string> fault_;
};

class Uses {
 public:
  explicit Uses(const TemplateMap& all) : all_(all) {}

  void add(const std::vector<Node>& nodes, int line_of_part = 0) {
    for (const Node& node : nodes) {
      const int line = line_of_part == 0 ? node.line : line_of_part;
      const auto note = [&](Use use) { found.push_back({node.text, use, within_, line}); };
      bool entered = false;
      switch (node.kind) {
        case Node::Kind::value:
          note(Use::value);
          break;
        case Node::Kind::section:
          note(Use::section);
          entered = within_.insert(node.text).second;
          break;
        case Node::Kind::inverted:
          note(Use::section);
          break;
        case Node::Kind::message:
          if (!node.text.empty()) note(Use::number);
          break;
        case Node::Kind::part:
          add(all_.find(node.text)->second.nodes, line);
          break;
        case Node::Kind::literal:
        case Node::Kind::group:
          break;
      }
      add(node.inside, line_of_part);
      if (entered) within_.erase(node.text);
    }
  }

  std::vector<NameUse> found;

 private:
  const TemplateMap& all_;
  std::set<std::string> within_;
};

}  // namespace

const Template& find_template(const TemplateMap& templates, std::string_view name) {
  const auto found = templates.find(name);
  if (found == templates.end()) throw Bug(fmt::format("there is no template \"{}\"", name));
  return found->second;
}

Templates::Templates(const text::Catalogues& catalogues)
    : loaded_(new Loaded{.catalogues = catalogues, .templates = {}}) {
  const auto add = [&](const embedded::File& file, Kind kind) {
    loaded_->templates[std::string{file.name}] = {kind,
                                                  parse(file.name, file.bytes, kind, catalogues)};
  };
  for (const std::string_view folder : {"src/", "templates/"}) {
    for (const auto& file : embedded::all(folder, ".html")) add(file, Kind::html);
  }
  for (const auto& file : embedded::all("src/", ".mail.txt")) add(file, Kind::text);
  for (const auto& file : embedded::all("templates/", ".txt")) add(file, Kind::text);
  if (const auto fault = PartDepth{loaded_->templates}.first_fault()) throw Refused(*fault);
}

Templates::~Templates() = default;

void Templates::load(std::string_view name, std::string_view source, Kind kind) {
  TemplateMap candidate = loaded_->templates;
  candidate[std::string{name}] = {kind, parse(name, source, kind, loaded_->catalogues)};
  if (const auto fault = PartDepth{candidate}.first_fault()) throw Refused(*fault);
  loaded_->templates.swap(candidate);
}

std::vector<std::string> Templates::names() const {
  std::vector<std::string> names;
  for (const auto& [name, loaded] : loaded_->templates) names.push_back(name);
  return names;
}

std::vector<NameUse> Templates::name_uses(std::string_view name) const {
  Uses uses{loaded_->templates};
  uses.add(find_template(loaded_->templates, name).nodes);
  return std::move(uses.found);
}

std::map<std::string, Use> Templates::uses(std::string_view name) const {
  // A number can be written and asked for, and a value can be asked for: the narrowest need counts.
  std::map<std::string, Use> narrowest;
  for (const NameUse& one : name_uses(name)) {
    const auto [known, added] = narrowest.emplace(one.name, one.use);
    if (added || known->second == Use::number || one.use == Use::section) continue;
    known->second = one.use;
  }
  return narrowest;
}

std::vector<TextUse> texts_in(std::string_view name, std::string_view source) {
  std::vector<TextUse> texts;
  for (const Token& token : tokens_of(name, source)) {
    if (token.kind != Token::Kind::message && token.kind != Token::Kind::plural) continue;
    texts.push_back({token.singular, token.plural, token.line});
  }
  return texts;
}

}  // namespace sallyport::templates
