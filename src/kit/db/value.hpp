// What goes into a statement and what comes out of a row.
//
// Times are integers (seconds UTC), ids and digests are bytes, true and false are 1 and 0, so that one
// SQL text serves SQLite and PostgreSQL. Why: docs/decisions/0004-one-sql-text.md.
#pragma once

#include <concepts>
#include <cstdint>
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

/// One argument of a statement. Made implicitly, so that calls read `{account, now}`.
class Value {
 public:
  Value(std::nullptr_t) {}                                              // NOLINT(google-explicit-constructor)
  Value(bool value) : value_(std::int64_t{value ? 1 : 0}) {}            // NOLINT(google-explicit-constructor)
  template <std::integral Integer>
  Value(Integer value) : value_(static_cast<std::int64_t>(value)) {}    // NOLINT(google-explicit-constructor)
  Value(Time time) : value_(unix_seconds(time)) {}                      // NOLINT(google-explicit-constructor)
  Value(std::string_view text) : value_(std::string{text}) {}           // NOLINT(google-explicit-constructor)
  Value(const std::string& text) : value_(text) {}                      // NOLINT(google-explicit-constructor)
  Value(const char* text) : value_(std::string{text}) {}                // NOLINT(google-explicit-constructor)
  Value(Bytes bytes) : value_(std::move(bytes)) {}                      // NOLINT(google-explicit-constructor)
  Value(const Email& email) : value_(email.text()) {}                   // NOLINT(google-explicit-constructor)
  template <class Kind>
  Value(const Id<Kind>& id) : value_(Bytes{std::string{id.bytes()}}) {} // NOLINT(google-explicit-constructor)
  template <class Some>
  Value(const std::optional<Some>& maybe) {                             // NOLINT(google-explicit-constructor)
    if (maybe) *this = Value{*maybe};
  }

  using Kinds = std::variant<std::nullptr_t, std::int64_t, std::string, Bytes>;
  [[nodiscard]] const Kinds& kind() const { return value_; }

 private:
  Kinds value_{nullptr};
};

/// The answer's column names, shared by all its rows.
using Columns = std::vector<std::string>;

/// One row of an answer. Asking for a column that is not there, is of another kind, or is null without
/// `maybe_` is a Bug.
class Row {
 public:
  Row(const Columns& columns, std::vector<Value> values) : columns_(columns), values_(std::move(values)) {}

  [[nodiscard]] std::int64_t integer(std::string_view column) const;
  [[nodiscard]] bool boolean(std::string_view column) const { return integer(column) != 0; }
  [[nodiscard]] Time time(std::string_view column) const { return at_unix_seconds(integer(column)); }
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
