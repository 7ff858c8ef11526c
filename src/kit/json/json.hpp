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
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace sallyport::json {

/// A flat object of texts, as letters keep it.
using Texts = std::map<std::string, std::string>;

[[nodiscard]] std::string write(const Texts&);
/// Nothing when it is not an object of texts.
[[nodiscard]] std::optional<Texts> read_texts(std::string_view text);

/// An object's members, each as text: numbers in decimal, "true" and "false", nothing for null; an
/// array or an object as JSON again, to be read by another call. Nothing when it is not an object.
[[nodiscard]] std::optional<Texts> read_members(std::string_view text);
/// The members of an array, in the same form.
[[nodiscard]] std::optional<std::vector<std::string>> read_list(std::string_view text);

/// One element of an array, as it stands there.
struct Element {
  std::size_t line = 1;  // where it begins
  std::string_view text;
};

/// Where a text is not what it should be; both count from 1.
struct Fault {
  std::size_t line = 1;
  std::size_t column = 1;
};

/// Takes an array of any size apart without reading its elements: each is read by itself then, so
/// that the limit on size is one for each. `text` must outlive what comes out.
[[nodiscard]] Result<std::vector<Element>, Fault> elements_of(std::string_view text);

/// One text as a JSON string, with its quotes.
[[nodiscard]] std::string quoted(std::string_view text);

/// An object, written member by member: `Object{}.add("number", 7).add("name", "Example
/// BV").text()`.
class Object {
 public:
  Object() = default;
  ~Object() = default;
  Object(const Object&) = default;
  Object(Object&&) = default;
  Object& operator=(const Object&) = default;
  /// Also of itself: `object = std::move(object).add(…)` is how a member is added that is not
  /// always there.
  Object& operator=(Object&& other) noexcept {
    if (this != &other) members_ = std::move(other.members_);
    return *this;
  }

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
