#include "kit/templates/markup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sallyport::templates {
namespace {

template <std::size_t size>
using Names = std::array<std::string_view, size>;

// They change how a browser reads what follows, run what they hold, or move every address of the
// page.
constexpr Names<18> refused_elements{
    "animate",       "animatemotion", "animatetransform", "applet",    "base",    "embed",
    "foreignobject", "frame",         "frameset",         "iframe",    "listing", "math",
    "noembed",       "noframes",      "object",           "plaintext", "set",     "xmp"};
constexpr Names<4> raw_elements{"script", "style", "title", "textarea"};

template <class List>
bool is_one_of(std::string_view name, const List& list) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
bool is_name(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; }

/// True when no value behind this literal can change where the address leads.
bool settles_address(std::string_view literal) {
  if (literal[0] == '?' || literal[0] == '#') return true;
  if (literal[0] == '/') {
    return literal.size() > 1 && (is_name(literal[1]) || std::string_view{"?#._~"}.find(
                                                             literal[1]) != std::string_view::npos);
  }
  if (literal == "mailto:") return true;
  for (const std::string_view scheme : {"https://", "http://", "otpauth://"}) {
    if (!literal.starts_with(scheme)) continue;
    const std::string_view host = literal.substr(scheme.size());
    return host.size() > 1 && host.ends_with('/') &&
           std::all_of(host.begin(), host.end() - 1,
                       [](char c) { return is_name(c) || c == '.' || c == ':'; });
  }
  return false;
}

}  // namespace

void Markup::read(char c, const Position& position) {
  switch (at_) {
    case At::text:
      if (c == '<') at_ = At::tag_open;
      return;
    case At::tag_open:
      return read_tag_open(c, position);
    case At::declaration:
      return read_declaration(c, position);
    case At::comment:
      return read_comment(c, position);
    case At::tag_name:
      return read_tag_name(c, position);
    case At::between:
    case At::must_separate:
    case At::slash:
    case At::after_quote:
      return read_in_tag(c, position);
    case At::attribute_name:
    case At::after_name:
      return read_attribute_name(c, position);
    case At::before_value:
      return read_before_value(c, position);
    case At::double_quoted:
      return read_quoted(c);
    case At::single_quoted:
      if (c == '\'') at_ = At::after_quote;
      return;
    case At::raw:
      return read_raw(c, position);
    case At::raw_end:
      return read_raw_end(c, position);
  }
}

void Markup::read_tag_open(char c, const Position& position) {
  if (c == '!' && !closing_) {
    seen_.clear();
    at_ = At::declaration;
  } else if (c == '/' && !closing_) {
    closing_ = true;
  } else if (is_letter(c)) {
    element_.assign(1, lower(c));
    at_ = At::tag_name;
  } else {
    position.refuse("a < that begins no tag: write &lt;");
  }
}

void Markup::read_declaration(char c, const Position& position) {
  if (c != '>') {
    seen_ += lower(c);
    if (seen_ == "--") {
      seen_.clear();
      at_ = At::comment;
    }
    return;
  }
  if (seen_ != "doctype html") position.refuse("only <!doctype html> and comments begin with <!");
  seen_.clear();
  at_ = At::text;
}

void Markup::read_comment(char c, const Position& position) {
  if (c != '>') {
    seen_ += c;
    return;
  }
  if (seen_.empty() || seen_ == "-" || seen_.ends_with("--!")) {
    position.refuse("a comment that browsers end in different places: write <!-- words -->");
  }
  if (!seen_.ends_with("--")) {
    seen_ += c;
    return;
  }
  seen_.clear();
  at_ = At::text;
}

void Markup::read_tag_name(char c, const Position& position) {
  if (is_name(c)) {
    element_ += lower(c);
    return;
  }
  end_tag_name(position);
  at_ = At::must_separate;
  read_in_tag(c, position);
}

void Markup::end_tag_name(const Position& position) {
  if (is_one_of(element_, refused_elements)) {
    position.refuse(fmt::format("<{}> is not allowed: do without it", element_));
  }
}

void Markup::read_in_tag(char c, const Position& position) {
  if (is_blank(c)) {
    at_ = At::between;
  } else if (c == '>') {
    end_tag();
  } else if (c == '/' && !closing_ && at_ != At::slash) {
    at_ = At::slash;
  } else if (at_ == At::between && is_letter(c) && !closing_) {
    attribute_.assign(1, lower(c));
    at_ = At::attribute_name;
  } else {
    position.refuse(fmt::format(
        "in the tag <{}>, \"{}\" where a blank, an attribute's name or > must stand", element_, c));
  }
}

void Markup::end_tag() {
  at_ = !closing_ && is_one_of(element_, raw_elements) ? At::raw : At::text;
  if (at_ == At::text) element_.clear();
  attribute_.clear();
  closing_ = false;
}

void Markup::read_attribute_name(char c, const Position& position) {
  if (at_ == At::attribute_name && (is_name(c) || c == ':' || c == '_' || c == '.')) {
    attribute_ += lower(c);
  } else if (c == '=') {
    end_attribute_name(position);
    at_ = At::before_value;
  } else if (is_blank(c)) {
    at_ = At::after_name;
  } else {
    end_attribute_name(position);
    const bool separated = at_ == At::after_name;
    at_ = separated ? At::between : At::must_separate;
    read_in_tag(c, position);
  }
}

void Markup::end_attribute_name(const Position& position) {
  if (attribute_.starts_with("on")) {
    position.refuse(
        fmt::format("the event handler {}: give the element an id or data-… attribute, and listen "
                    "in a script of web/",
                    attribute_));
  }
  if (attribute_ == "srcdoc" || attribute_ == "xml:base") {
    position.refuse(fmt::format("the attribute {} is not allowed: do without it", attribute_));
  }
}

void Markup::read_before_value(char c, const Position& position) {
  if (is_blank(c)) return;
  if (c != '"' && c != '\'') {
    position.refuse(
        fmt::format("the value of {} without quotes: write {}=\"…\"", attribute_, attribute_));
  }
  at_ = c == '"' ? At::double_quoted : At::single_quoted;
  address_ = Address::begins;
  seen_.clear();
}

void Markup::read_quoted(char c) {
  if (c == '"') {
    at_ = At::after_quote;
    seen_.clear();
    address_ = Address::begins;
    return;
  }
  if (!is_url_attribute(attribute_)) return;
  switch (address_) {
    case Address::begins:
    case Address::literal:
      seen_ += lower(c);
      address_ = settles_address(seen_) ? Address::settled : Address::literal;
      if (address_ == Address::settled) seen_.clear();
      return;
    case Address::given:
      if (c == '/' || c == '?' || c == '#') address_ = Address::settled;
      return;
    case Address::settled:
      return;
  }
}

void Markup::read_raw(char c, const Position& position) {
  if (c == '<') {
    seen_.clear();
    at_ = At::raw_end;
  } else if (element_ == "script" && !is_blank(c)) {
    position.refuse(
        "a script written into the page: put it into a file of web/ and name it with src=\"…\"");
  }
}

void Markup::read_raw_end(char c, const Position& position) {
  seen_ += lower(c);
  const std::string end = "/" + element_;
  if (seen_ == end) {
    seen_.clear();
    closing_ = true;
    at_ = At::must_separate;
  } else if (!end.starts_with(seen_)) {
    position.refuse(fmt::format("a < inside <{}>: write &lt;, or do without it", element_));
  }
}

}  // namespace sallyport::templates
