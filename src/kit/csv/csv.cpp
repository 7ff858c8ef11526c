#include "kit/csv/csv.hpp"

#include <fmt/format.h>

#include <optional>

#include "base/encoding.hpp"

namespace sallyport::csv {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The one that stands most often in the first record, outside quotes.
char separator_of(std::string_view text) {
  std::size_t commas = 0;
  std::size_t semicolons = 0;
  std::size_t tabs = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n') break;
    if (c == ',') ++commas;
    if (c == ';') ++semicolons;
    if (c == '\t') ++tabs;
  }
  if (semicolons > commas && semicolons >= tabs) return ';';
  return tabs > commas ? '\t' : ',';
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<std::vector<Record>, Fault> read() {
    std::vector<Record> records;
    skip_between();
    separator_ = separator_of(text_.substr(at_));
    while (!at_end()) {
      if (auto fault = read_record(records)) return fail(std::move(*fault));
      skip_between();
    }
    return records;
  }

 private:
  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] char next() const { return text_[at_]; }
  [[nodiscard]] bool at_line_end() const {
    return next() == '\n' || text_.substr(at_).starts_with("\r\n");
  }

  void take_line_end() {
    at_ += next() == '\n' ? std::size_t{1} : std::size_t{2};
    ++line_;
  }

  /// Empty lines and comments.
  void skip_between() {
    while (!at_end()) {
      if (next() == '#') {
        while (!at_end() && !at_line_end()) ++at_;
        if (at_end()) return;
      } else if (!at_line_end()) {
        return;
      }
      take_line_end();
    }
  }

  std::optional<Fault> read_record(std::vector<Record>& records) {
    Record record{.line = line_, .fields = {}};
    for (;;) {
      const std::size_t number = record.fields.size() + 1;
      std::string field;
      if (auto fault =
              !at_end() && next() == '"' ? read_quoted(field, number) : read_plain(field, number)) {
        return fault;
      }
      if (field.size() > longest_field) {
        return Fault{record.line, number,
                     fmt::format("this field has {} bytes, and the most are {}", field.size(),
                                 longest_field)};
      }
      if (!is_utf8(field)) {
        return Fault{record.line, number,
                     "this field is not UTF-8; save the file again as \"CSV UTF-8\""};
      }
      record.fields.push_back(std::move(field));
      if (at_end()) break;
      if (at_line_end()) {
        take_line_end();
        break;
      }
      ++at_;  // the separator
    }
    if (!records.empty() && record.fields.size() != records.front().fields.size()) {
      return Fault{
          record.line, 0,
          fmt::format("this row has {} fields, and the first line {}; put fields that hold "
                      "a separator between quotes",
                      record.fields.size(), records.front().fields.size())};
    }
    records.push_back(std::move(record));
    return std::nullopt;
  }

  std::optional<Fault> read_plain(std::string& field, std::size_t number) {
    while (!at_end() && !at_line_end() && next() != separator_) {
      if (next() == '"') {
        return Fault{line_, number,
                     "a quote stands inside this field; put the whole field between quotes and "
                     "write each quote in it twice"};
      }
      if (next() == '\r' || next() == '\0') {
        return Fault{line_, number, "an unprintable character stands in this field; take it out"};
      }
      field += text_[at_++];
    }
    return std::nullopt;
  }

  std::optional<Fault> read_quoted(std::string& field, std::size_t number) {
    const std::size_t begin = line_;
    ++at_;
    for (;; ++at_) {
      if (at_end()) {
        return Fault{begin, number, "the quote that begins this field is never closed"};
      }
      if (next() == '\n') ++line_;
      if (next() != '"') {
        field += next();
        continue;
      }
      ++at_;
      if (at_end() || next() != '"') break;
      field += '"';
    }
    if (at_end() || at_line_end() || next() == separator_) return std::nullopt;
    return Fault{line_, number,
                 "something stands behind the closing quote of this field; write each quote in it "
                 "twice"};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  char separator_ = ',';
};

}  // namespace

Result<std::vector<Record>, Fault> read(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return fail(Fault{1, 0, "the file is UTF-16; save it again as \"CSV UTF-8\""});
  }
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  return Reader{text}.read();
}

}  // namespace sallyport::csv
