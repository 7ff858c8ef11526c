// What a value, a section or a part that stands at this point of the markup stands in.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "kit/templates/markup.hpp"

namespace sallyport::templates {
namespace {

template <std::size_t size>
using Names = std::array<std::string_view, size>;

constexpr Names<16> url_attributes{
    "action", "background", "cite",     "classid", "codebase", "data",   "dynsrc",  "formaction",
    "href",   "icon",       "longdesc", "lowsrc",  "manifest", "poster", "profile", "src"};
// Lists of addresses, style rules and commands to the browser: there is no escaping for them.
constexpr Names<8> unsafe_attributes{"archive", "attributename", "http-equiv", "imagesrcset",
                                     "ping",    "srcset",        "style",      "usemap"};

template <class List>
bool is_one_of(std::string_view name, const List& list) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

bool is_url_attribute(std::string_view name) {
  return is_one_of(name, url_attributes) || name.ends_with(":href");
}

std::string_view Markup::inside() const {
  switch (at_) {
    case At::text:
      return "text";
    case At::comment:
    case At::declaration:
      return "a comment";
    case At::tag_open:
    case At::tag_name:
      return "the name of a tag";
    case At::between:
    case At::must_separate:
    case At::slash:
    case At::after_quote:
      return "a tag, outside a quoted value";
    case At::attribute_name:
    case At::after_name:
      return "the name of an attribute";
    case At::before_value:
      return "an attribute without quotes";
    case At::double_quoted:
      return "a quoted attribute";
    case At::single_quoted:
      return "an attribute in single quotes";
    case At::raw:
    case At::raw_end:
      return "<script>, <style>, <title> or <textarea>";
  }
  return {};
}

void Markup::forbid_code(const Position& position) const {
  const bool code = at_ == At::raw && (element_ == "script" || element_ == "style");
  if (!code) return;
  position.refuse(fmt::format(
      "{{{{…}}}} inside <{}>: hand it over in a data-… attribute, or use a class", element_));
}

Place Markup::value(const Position& position) {
  forbid_code(position);
  if (at_ == At::text) return Place::text;
  if (at_ == At::raw) return Place::words;
  if (at_ != At::double_quoted) {
    position.refuse(fmt::format("a value in {}: it may stand in text or in name=\"…\"", inside()));
  }
  return attribute_value(position);
}

Place Markup::attribute_value(const Position& position) {
  if (is_one_of(attribute_, unsafe_attributes) || (element_ == "meta" && attribute_ == "content")) {
    position.refuse(
        fmt::format("a value in the attribute {}: use a class, a data-… attribute, or write it out",
                    attribute_));
  }
  if (!is_url_attribute(attribute_)) return Place::words;
  switch (address_) {
    case Address::begins:
      address_ = Address::given;
      return Place::url;
    case Address::settled:
      return Place::url_part;
    case Address::given:
      position.refuse(
          "two values that touch in one address: put a /, ? or # between, or make one value of "
          "them");
    case Address::literal:
      break;
  }
  // A lone slash is settled by the value: its own slashes are percent-encoded.
  if (seen_ != "/") {
    position.refuse(fmt::format(
        "a value behind \"{}\", which does not settle where the address leads: begin with "
        "/path, ?, #, mailto: or https://host/, or make the whole address one value",
        seen_));
  }
  address_ = Address::settled;
  seen_.clear();
  return Place::url_part;
}

Place Markup::message(const Position& position) {
  if (at_ == At::double_quoted && is_url_attribute(attribute_)) {
    position.refuse(
        fmt::format("a message in {}, which holds an address: write it out", attribute_));
  }
  return value(position);
}

void Markup::boundary(const Position& position) {
  forbid_code(position);
  switch (at_) {
    case At::text:
    case At::raw:
    case At::double_quoted:
    case At::must_separate:
    case At::between:
      break;
    case At::tag_name:
      end_tag_name(position);
      at_ = At::must_separate;
      break;
    case At::attribute_name:
    case At::after_name:
      end_attribute_name(position);
      at_ = At::must_separate;
      break;
    case At::after_quote:
      at_ = At::must_separate;
      break;
    case At::tag_open:
    case At::declaration:
    case At::comment:
    case At::slash:
    case At::before_value:
    case At::single_quoted:
    case At::raw_end:
      position.refuse(fmt::format(
          "a section in {}: it may hold whole elements, whole attributes or a part of one \"…\"",
          inside()));
  }
  if (at_ == At::between || at_ == At::must_separate) {
    if (closing_)
      position.refuse(fmt::format("a section in </{}>: write it before or behind", element_));
    attribute_.clear();
  }
}

void Markup::part(const Position& position) const {
  if (at_ == At::text) return;
  position.refuse(fmt::format("a part in {}: it may stand between elements only", inside()));
}

void Markup::end(const Position& position) const {
  if (at_ == At::text) return;
  position.refuse(fmt::format("the template ends in {}: close it", inside()));
}

void Markup::join(const Markup& beginning, const Position& position) {
  Markup begun = beginning;
  const auto in_tag = [](const Markup& m) {
    return m.at_ == At::between || m.at_ == At::must_separate;
  };
  if (in_tag(begun) && in_tag(*this) && begun.at_ != at_) begun.at_ = at_ = At::must_separate;
  if (*this == begun) return;
  position.refuse(fmt::format(
      "the section begins in {} and ends in {}{}: it must leave the markup as it found it",
      beginning.inside(), inside(), at_ == begun.at_ ? " that is not the same" : ""));
}

}  // namespace sallyport::templates
