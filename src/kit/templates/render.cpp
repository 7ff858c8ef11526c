#include <fmt/format.h>

#include "base/bug.hpp"
#include "kit/templates/escape.hpp"
#include "kit/templates/loaded.hpp"

namespace sallyport::templates {
namespace {

template <class... Handlers>
struct Either : Handlers... {
  using Handlers::operator()...;
};

constexpr std::size_t usual_page = 8192;

class Renderer {
 public:
  Renderer(const TemplateMap& templates, const text::Catalogues& catalogues,
           text::Language language, const Model& model)
      : templates_(templates), catalogues_(catalogues), language_(language), scopes_{&model} {}

  std::string render(std::string_view name) {
    out_.reserve(usual_page);
    write_template(name);
    return std::move(out_);
  }

 private:
  void write_template(std::string_view name) {
    const std::string_view outer = std::exchange(template_, name);
    write_nodes(find_template(templates_, name).nodes);
    template_ = outer;
  }

  void write_nodes(const std::vector<Node>& nodes) {
    for (const Node& node : nodes) write_node(node);
  }

  void write_node(const Node& node) {
    switch (node.kind) {
      case Node::Kind::literal:
        out_ += node.text;
        return;
      case Node::Kind::value:
        return write_value(node);
      case Node::Kind::section:
        return write_section(node);
      case Node::Kind::inverted:
        if (!is_there(find(node))) write_nodes(node.inside);
        return;
      case Node::Kind::part:
        return write_template(node.text);
      case Node::Kind::message:
        return write_nodes(node.inside[form_of(language_, count_of(node))].inside);
      case Node::Kind::group:
        return write_nodes(node.inside);
    }
  }

  void write_value(const Node& node) {
    std::visit(
        Either{[&](const std::string& value) { write(out_, value, node.place); },
               [&](std::int64_t value) { write(out_, std::to_string(value), node.place); },
               [&](bool) { mistake(node, "is a yes or no and cannot be written"); },
               [&](const std::vector<Model>&) { mistake(node, "is a list and cannot be written"); },
               [&](const text::Message& message) { write_message(message, node); }},
        find(node));
  }

  void write_message(const text::Message& message, const Node& node) {
    if (node.place == Place::url || node.place == Place::url_part) {
      mistake(node, "is a message and cannot be an address");
    }
    bool bold = false;
    for (const text::Piece& piece :
         text::checked_pieces_of(catalogues_.translate(language_, message))) {
      switch (piece.kind) {
        case text::Piece::Kind::words:
          write(out_, piece.text, node.place);
          break;
        case text::Piece::Kind::placeholder:
          write(out_, message.value_of(piece.text), node.place);
          break;
        case text::Piece::Kind::bold:
          bold = !bold;
          if (node.place == Place::text) out_ += bold ? "<strong>" : "</strong>";
          break;
      }
    }
  }

  void write_section(const Node& node) {
    const Value& value = find(node);
    const auto* list = std::get_if<std::vector<Model>>(&value);
    if (list == nullptr) {
      if (is_there(value)) write_nodes(node.inside);
      return;
    }
    for (const Model& model : *list) {
      scopes_.push_back(&model);
      write_nodes(node.inside);
      scopes_.pop_back();
    }
  }

  static bool is_there(const Value& value) {
    return std::visit(
        Either{[](const std::string& text) { return !text.empty(); },
               [](std::int64_t number) { return number != 0; }, [](bool yes) { return yes; },
               [](const std::vector<Model>& list) { return !list.empty(); },
               [](const text::Message&) { return true; }},
        value);
  }

  std::int64_t count_of(const Node& node) const {
    if (node.text.empty()) return 1;
    const auto* count = std::get_if<std::int64_t>(&find(node));
    if (count == nullptr) mistake(node, "must be a number to count with");
    return *count;
  }

  const Value& find(const Node& node) const {
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
      if (const Value* value = (*scope)->find(node.text)) return *value;
    }
    mistake(node, "is not given by the model");
  }

  [[noreturn]] void mistake(const Node& node, std::string_view what) const {
    throw Bug(fmt::format("{}:{}: {{{{{}}}}} {}", template_, node.line, node.text, what));
  }

  const TemplateMap& templates_;
  const text::Catalogues& catalogues_;
  text::Language language_;
  std::vector<const Model*> scopes_;
  std::string_view template_;
  std::string out_;
};

}  // namespace

Model& Model::set(std::string name, Value value) {
  values_.insert_or_assign(std::move(name), std::move(value));
  return *this;
}

Model& Model::add(Model other) {
  values_.merge(other.values_);
  if (!other.values_.empty()) {
    throw Bug(fmt::format("a model is given \"{}\" twice", other.values_.begin()->first));
  }
  return *this;
}

const Value* Model::find(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : &found->second;
}

std::string Templates::render(std::string_view name, const Model& model,
                              text::Language language) const {
  return Renderer{loaded_->templates, loaded_->catalogues, language, model}.render(name);
}

}  // namespace sallyport::templates
