// Follows the HTML of a template letter by letter, to know what a value would stand in.
//
// Read    markup.cpp (letter by letter), markup_places.cpp (what a place stands in).
// Source  HTML Living Standard §13.2.5 (tokenization), narrowed: what we never need (unquoted
// attributes, inline
//         scripts, raw-text elements) is refused, so that this stays small and agrees with every
//         browser.
#pragma once

#include <string>
#include <string_view>

#include "kit/templates/node.hpp"

namespace sallyport::templates {

/// True for attributes that hold an address.
[[nodiscard]] bool is_url_attribute(std::string_view name);

class Markup {
 public:
  /// The next letter of the template.
  void read(char, const Position&);
  /// What a value that stands here stands in; it counts as written.
  [[nodiscard]] Place value(const Position&);
  /// The same for a message of ours.
  [[nodiscard]] Place message(const Position&);
  /// A section begins or ends here.
  void boundary(const Position&);
  /// A part stands here.
  void part(const Position&) const;
  /// The template ends here.
  void end(const Position&) const;
  /// What follows a section must be right whether or not it was written: joins this, the end of the
  /// section, with its beginning.
  void join(const Markup& beginning, const Position&);

 private:
  enum class At {
    text,
    tag_open,     // behind <
    declaration,  // behind <!
    comment,      // behind <!--
    tag_name,
    between,        // in a tag, where an attribute may begin
    must_separate,  // in a tag, behind a section: only a blank or the end of the tag
    slash,          // in a tag, behind /
    attribute_name,
    after_name,    // behind an attribute's name and a blank
    before_value,  // behind =
    double_quoted,
    single_quoted,
    after_quote,
    raw,      // in <script>, <style>, <title>, <textarea>
    raw_end,  // there, behind <
  };
  /// How far an address has come.
  enum class Address { begins, literal, settled, given };

  bool operator==(const Markup&) const = default;

  void read_tag_open(char, const Position&);
  void read_declaration(char, const Position&);
  void read_comment(char, const Position&);
  void read_tag_name(char, const Position&);
  void read_in_tag(char, const Position&);
  void read_attribute_name(char, const Position&);
  void read_before_value(char, const Position&);
  void read_quoted(char);
  void read_raw(char, const Position&);
  void read_raw_end(char, const Position&);
  void end_tag_name(const Position&);
  void end_attribute_name(const Position&);
  void end_tag();
  Place attribute_value(const Position&);
  void forbid_code(const Position&) const;
  [[nodiscard]] std::string_view inside() const;

  At at_ = At::text;
  bool closing_ = false;  // the tag is </...>
  std::string element_;
  std::string attribute_;
  std::string seen_;  // of a declaration, a comment, the end of a raw element, or the beginning of
                      // an address
  Address address_ = Address::begins;
};

}  // namespace sallyport::templates
