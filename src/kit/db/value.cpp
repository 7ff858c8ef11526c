#include "kit/db/value.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/bug.hpp"

namespace sallyport::db {
namespace {

template <class Kind>
const Kind& kind_of(const Value& value, std::string_view column, std::string_view wanted) {
  const Kind* found = std::get_if<Kind>(&value.kind());
  if (found == nullptr) throw Bug(fmt::format("column {} is not {}", column, wanted));
  return *found;
}

}  // namespace

const Value& Row::value(std::string_view column) const {
  const auto found = std::find(columns_->begin(), columns_->end(), column);
  if (found == columns_->end()) throw Bug(fmt::format("the answer has no column {}", column));
  return values_.at(static_cast<std::size_t>(found - columns_->begin()));
}

std::int64_t Row::integer(std::string_view column) const {
  return kind_of<std::int64_t>(value(column), column, "an integer");
}

const std::string& Row::text(std::string_view column) const {
  return kind_of<std::string>(value(column), column, "text");
}

const std::string& Row::bytes(std::string_view column) const {
  return kind_of<Bytes>(value(column), column, "bytes").bytes;
}

Email Row::email(std::string_view column) const {
  auto email = Email::parse(text(column));
  if (!email) throw Bug(fmt::format("column {} does not hold an e-mail address", column));
  return *std::move(email);
}

bool Row::is_null(std::string_view column) const {
  return std::holds_alternative<std::nullptr_t>(value(column).kind());
}

std::optional<std::int64_t> Row::maybe_integer(std::string_view column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

std::optional<Time> Row::maybe_time(std::string_view column) const {
  if (is_null(column)) return std::nullopt;
  return time(column);
}

std::optional<std::string> Row::maybe_text(std::string_view column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

}  // namespace sallyport::db
