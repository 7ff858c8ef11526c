#include "site/white_label/markup_scan.hpp"

#include "site/white_label/faults.hpp"

namespace sallyport::white_label {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

class Scan {
 public:
  Scan(std::string_view source, Sort sort) : source_(source), sort_(sort) {}

  std::vector<Tag> tags() {
    while (at_ < source_.size()) {
      if (braces_here()) {
        skip_behind("}}");
      } else if (here("<!--")) {
        skip_behind("-->");
      } else if (here("<?") || here("<!") || here("</")) {
        skip_behind(">");
      } else if (here("<")) {
        read_tag();
      } else {
        ++at_;
      }
    }
    return std::move(tags_);
  }

 private:
  [[nodiscard]] bool here(std::string_view text) const {
    return source_.substr(at_, text.size()) == text;
  }
  [[nodiscard]] bool braces_here() const { return sort_ == Sort::of_template && here("{{"); }
  void skip_behind(std::string_view text) {
    const auto found = source_.find(text, at_);
    at_ = found == std::string_view::npos ? source_.size() : found + text.size();
  }

  void read_tag() {
    const std::size_t begin = at_;
    Tag tag{.name = "", .text = "", .attributes = {}, .line = line_of(source_, begin)};
    ++at_;
    while (at_ < source_.size() && !is_blank(source_[at_]) && !here(">") && !here("/")) {
      tag.name += source_[at_++];
    }
    while (at_ < source_.size() && !here(">")) {
      if (braces_here()) {
        skip_behind("}}");
      } else if (is_blank(source_[at_]) || here("/")) {
        ++at_;
      } else {
        tag.attributes.push_back(read_attribute());
      }
    }
    if (at_ < source_.size()) ++at_;
    tag.text = std::string{source_.substr(begin, at_ - begin)};
    tags_.push_back(std::move(tag));
  }

  Attribute read_attribute() {
    Attribute attribute{.name = "", .value = "", .line = line_of(source_, at_)};
    while (at_ < source_.size() && !is_blank(source_[at_]) && !here("=") && !here(">") &&
           !here("/") && !braces_here()) {
      attribute.name += source_[at_++];
    }
    std::size_t behind = at_;
    while (behind < source_.size() && is_blank(source_[behind])) ++behind;
    if (source_.substr(behind, 1) != "=") {
      if (attribute.name.empty()) ++at_;
      return attribute;
    }
    at_ = behind + 1;
    while (at_ < source_.size() && is_blank(source_[at_])) ++at_;
    if (!here("\"") && !here("'")) {
      while (at_ < source_.size() && !is_blank(source_[at_]) && !here(">")) {
        attribute.value += source_[at_++];
      }
      return attribute;
    }
    const char quote = source_[at_++];
    while (at_ < source_.size() && source_[at_] != quote) {
      const std::size_t begin = at_;
      if (braces_here()) {
        skip_behind("}}");  // a message in it has quotation marks of its own
      } else {
        ++at_;
      }
      attribute.value += source_.substr(begin, at_ - begin);
    }
    if (at_ < source_.size()) ++at_;
    return attribute;
  }

  std::string_view source_;
  Sort sort_;
  std::size_t at_ = 0;
  std::vector<Tag> tags_;
};

}  // namespace

std::vector<Tag> tags_of(std::string_view source, Sort sort) { return Scan{source, sort}.tags(); }

}  // namespace sallyport::white_label
