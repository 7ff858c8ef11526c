// A .po file line by line.
//
//     file  = { entry | comment | blank }
//     entry = "msgid" text { text } [ "msgid_plural" text { text } ]
//             "msgstr" text { text } | "msgstr[0]" text { text } "msgstr[1]" text { text }
//     text  = a double-quoted string with \" \\ \n \t
//     comment = "#" to the end of the line
#include "kit/text/po.hpp"

#include <fmt/format.h>

#include <optional>

namespace sallyport::text {
namespace {

/// The string in quotes, or nothing when it is not one.
std::optional<std::string> unquoted(std::string_view quoted) {
  if (quoted.size() < 2 || quoted.front() != '"' || quoted.back() != '"') return std::nullopt;
  quoted = quoted.substr(1, quoted.size() - 2);
  std::string text;
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    if (quoted[i] == '"') return std::nullopt;
    if (quoted[i] != '\\') {
      text += quoted[i];
      continue;
    }
    if (++i == quoted.size()) return std::nullopt;
    switch (quoted[i]) {
      case '"':
      case '\\':
        text += quoted[i];
        break;
      case 'n':
        text += '\n';
        break;
      case 't':
        text += '\t';
        break;
      default:
        return std::nullopt;
    }
  }
  return text;
}

class Reader {
 public:
  Result<std::vector<Translation>, PoFault> read(std::string_view file) {
    while (!file.empty() && reason_.empty()) {
      ++line_;
      const auto end = file.find('\n');
      std::string_view line = file.substr(0, end);
      file = end == std::string_view::npos ? std::string_view{} : file.substr(end + 1);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.empty() || line.front() == '#') continue;
      take(line);
    }
    if (reason_.empty()) finish();
    if (!reason_.empty()) return fail(PoFault{.line = line_, .reason = reason_});
    return std::move(entries_);
  }

 private:
  void take(std::string_view line) {
    if (line.front() == '"') return append(line);
    const auto blank = line.find(' ');
    const std::string_view word = line.substr(0, blank);
    const std::string_view rest = blank == std::string_view::npos ? "" : line.substr(blank + 1);
    if (word == "msgid") {
      finish();
      if (!reason_.empty()) return;
      entry_ = Translation{.singular = "", .plural = "", .forms = {}, .line = line_};
      into_ = &entry_->singular;
    } else if (!entry_) {
      return refuse("an entry begins with msgid");
    } else if (word == "msgid_plural" && into_ == &entry_->singular) {
      into_ = &entry_->plural;
      has_plural_ = true;
    } else if (word == (has_plural_ ? fmt::format("msgstr[{}]", entry_->forms.size()) : "msgstr") &&
               entry_->forms.size() < (has_plural_ ? 2U : 1U)) {
      into_ = &entry_->forms.emplace_back();
    } else {
      return refuse(
          fmt::format("\"{}\" may not stand here: write msgid, then msgstr; where there "
                      "is a plural msgid, msgid_plural, msgstr[0], msgstr[1]",
                      word));
    }
    append(rest);
  }

  void append(std::string_view quoted) {
    const auto text = unquoted(quoted);
    if (!text) return refuse(R"(a text stands in "quotes", with \" for a quotation mark in it)");
    if (into_ == nullptr) return refuse("a text belongs behind msgid or msgstr");
    *into_ += *text;
  }

  void finish() {
    if (!entry_) return;
    const bool whole = entry_->forms.size() == (has_plural_ ? 2U : 1U);
    if (!whole) {
      return refuse(fmt::format("\"{}\" has no {}", entry_->singular,
                                has_plural_ ? "msgstr[0] and msgstr[1]" : "msgstr"));
    }
    if (!entry_->singular.empty()) entries_.push_back(std::move(*entry_));  // else the header
    entry_.reset();
    into_ = nullptr;
    has_plural_ = false;
  }

  void refuse(std::string reason) { reason_ = std::move(reason); }

  int line_ = 0;
  std::vector<Translation> entries_;
  std::optional<Translation> entry_;
  std::string* into_ = nullptr;
  bool has_plural_ = false;
  std::string reason_;
};

}  // namespace

Result<std::vector<Translation>, PoFault> read_po(std::string_view file) {
  return Reader{}.read(file);
}

}  // namespace sallyport::text
