// What goes into a statement and what comes out of a row.
//
// Times are integers (seconds UTC), ids and digests are bytes, true and false are 1 and 0, so that
// one SQL text serves SQLite and PostgreSQL. Why: docs/decisions/0004-one-sql-text.md.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/email.hpp"
#include "base/id.hpp"
#include "base/time.hpp"

namespace sallyport::db {

/// Bytes of a BLOB column, told apart from text.
struct Bytes {
  std::string bytes;
};

/// One argument of a statement. No constructor takes bool alone: pointers and fractions would turn
/// into it unseen.
class Value {
 public:
  // NOLINTBEGIN(google-explicit-constructor): calls read `{account, now}`
  Value(std::nullptr_t) {}
  template <std::integral Integer>
  Value(Integer value) : value_(static_cast<std::int64_t>(value)) {}
  Value(Time time) : value_(unix_seconds(time)) {}
  Value(std::string_view text) : value_(std::string{text}) {}
  Value(const std::string& text) : value_(text) {}
  Value(const char* text) : value_(std::string{text}) {}
  Value(Bytes bytes) : value_(std::move(bytes)) {}
  Value(const Email& email) : value_(email.text()) {}
  template <class Kind>
  Value(const Id<Kind>& id) : value_(Bytes{std::string{id.bytes()}}) {}
  template <class Some>
  Value(const std::optional<Some>& maybe) {
    if (maybe) *this = Value{*maybe};
  }
  // NOLINTEND(google-explicit-constructor)

  using Kinds = std::variant<std::nullptr_t, std::int64_t, std::string, Bytes>;
  [[nodiscard]] const Kinds& kind() const { return value_; }

 private:
  Kinds value_{nullptr};
};

/// The answer's column names, shared by all its rows.
using Columns = std::shared_ptr<const std::vector<std::string>>;

/// One row of an answer. Asking for a column that is not there, is of another kind, or is null
/// without `maybe_` is a Bug.
class Row {
 public:
  Row(Columns columns, std::vector<Value> values)
      : columns_(std::move(columns)), values_(std::move(values)) {}

  [[nodiscard]] std::int64_t integer(std::string_view column) const;
  [[nodiscard]] bool boolean(std::string_view column) const { return integer(column) != 0; }
  [[nodiscard]] Time time(std::string_view column) const {
    return at_unix_seconds(integer(column));
  }
  [[nodiscard]] const std::string& text(std::string_view column) const;
  [[nodiscard]] const std::string& bytes(std::string_view column) const;
  template <class SomeId>
  [[nodiscard]] SomeId id(std::string_view column) const {
    return SomeId::of_bytes(bytes(column));
  }
  /// The column was filled from an Email, so it parses.
  [[nodiscard]] Email email(std::string_view column) const;

  [[nodiscard]] bool is_null(std::string_view column) const;
  [[nodiscard]] std::optional<std::int64_t> maybe_integer(std::string_view column) const;
  [[nodiscard]] std::optional<Time> maybe_time(std::string_view column) const;
  [[nodiscard]] std::optional<std::string> maybe_text(std::string_view column) const;
  template <class SomeId>
  [[nodiscard]] std::optional<SomeId> maybe_id(std::string_view column) const {
    if (is_null(column)) return std::nullopt;
    return id<SomeId>(column);
  }

 private:
  [[nodiscard]] const Value& value(std::string_view column) const;

  Columns columns_;
  std::vector<Value> values_;
};

}  // namespace sallyport::db
