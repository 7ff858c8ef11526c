// JSON: reading with limits on depth and size, writing.
//
// Source  RFC 8259, made strict: a key twice in one object, a number that is not finite, more than 32 levels or
//         64 KB refuse the text.
#pragma once

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

}  // namespace sallyport::json
