// One line of JSON for each event, on standard error or wherever a descriptor leads.
//
//     {"at":"2026-01-31T09:05:00Z","level":"info","event":"request","status":200}
//
// Every text is encoded and cut to 256 characters, so that a visitor cannot write a line of their
// own. A Secret does not compile as a field. Never a password, code, token or cookie.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>

namespace sallyport {
class Secret;
}

namespace sallyport::log {

enum class Level { info, warning, error };

class Field {
 public:
  Field(std::string_view name, std::string_view text) : name_(name), value_(std::string{text}) {}
  Field(std::string_view name, const char* text) : Field(name, std::string_view{text}) {}
  Field(std::string_view name, const std::string& text) : Field(name, std::string_view{text}) {}
  template <std::integral Integer>
  Field(std::string_view name, Integer value)
      : name_(name), value_(static_cast<std::int64_t>(value)) {}
  Field(std::string_view name, const Secret&) = delete;

  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] const std::variant<std::string, std::int64_t>& value() const { return value_; }

 private:
  std::string_view name_;
  std::variant<std::string, std::int64_t> value_;
};

/// Safe to call from several threads; each line is written in one go.
class Log {
 public:
  /// `sink` gets whole lines, each with its newline, one at a time.
  explicit Log(std::function<void(std::string_view)> sink) : sink_(std::move(sink)) {}

  /// `event` is a fixed word of ours ("request", "letter_refused"); what a person typed goes into
  /// fields.
  void write(Level, std::string_view event, std::initializer_list<Field> fields = {});

 private:
  std::mutex one_at_a_time_;
  std::function<void(std::string_view)> sink_;
};

/// Lines to an open descriptor, which stays the caller's. A line that cannot be written is lost and
/// nothing else: a full disk or a reader that went away must not stop the service. For that SIGPIPE
/// is ignored in the whole process.
[[nodiscard]] Log to_descriptor(int descriptor);

/// Lines to standard error.
[[nodiscard]] Log to_standard_error();

/// `text` as a JSON string with its quotation marks, cut to 256 characters. What is not UTF-8
/// becomes U+FFFD; what could move a terminal's cursor or turn its text around is written as
/// \uXXXX.
[[nodiscard]] std::string json_string(std::string_view text);

}  // namespace sallyport::log
