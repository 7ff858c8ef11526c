// JSON: reading with limits on depth and size, writing.
//
// Source  RFC 8259. A text over 64 KB is refused; of a key that stands twice the last counts.
#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sallyport::json {

/// A flat object of texts, as letters keep it.
using Texts = std::map<std::string, std::string>;

[[nodiscard]] std::string write(const Texts&);
/// Nothing when it is not an object of texts.
[[nodiscard]] std::optional<Texts> read_texts(std::string_view text);

/// One text as a JSON string, with its quotes.
[[nodiscard]] std::string quoted(std::string_view text);

/// An object, written member by member: `Object{}.add("number", 7).add("name", "Example
/// BV").text()`.
class Object {
 public:
  Object&& add(std::string_view name, std::string_view text) &&;
  Object&& add(std::string_view name, const char* text) && {
    return std::move(*this).add(name, std::string_view{text});
  }
  Object&& add(std::string_view name, bool value) &&;
  template <std::integral Integer>
    requires(!std::same_as<Integer, bool>)
  Object&& add(std::string_view name, Integer value) && {
    return std::move(*this).add_written(name, std::to_string(value));
  }
  /// A null when there is no value.
  Object&& add_maybe(std::string_view name, const std::optional<std::string>& text) &&;
  /// A value that is JSON already: an array or another object.
  Object&& add_written(std::string_view name, std::string_view json) &&;
  [[nodiscard]] std::string text() const { return members_.empty() ? "{}" : "{" + members_ + "}"; }

 private:
  std::string members_;
};

/// "[a,b]" of values that are JSON already.
template <class Items, class Written>
[[nodiscard]] std::string array(const Items& items, Written written) {
  std::string text = "[";
  for (const auto& item : items) {
    if (text.size() > 1) text += ',';
    text += written(item);
  }
  return text + "]";
}

}  // namespace sallyport::json
