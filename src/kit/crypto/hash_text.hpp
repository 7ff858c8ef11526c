// Reads the texts as which we store hashes: values with marks between them.
#pragma once

#include <cstdint>
#include <string_view>

namespace sallyport::crypto {

/// What stands before `end`, which is taken too; all of it when there is no `end`. Whether the
/// whole was in order is seen by printing what was read.
[[nodiscard]] std::string_view take_until(std::string_view& rest, std::string_view end);

/// 0 when it is none.
[[nodiscard]] std::uint32_t number_in(std::string_view digits);

}  // namespace sallyport::crypto
