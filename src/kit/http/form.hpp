// The fields of a form, as sent by a browser.
//
// Source  WHATWG URL Standard, application/x-www-form-urlencoded parsing, made strict: broken
//         escapes, a field sent twice, a field without a name, more than 64 fields, a NUL, or bytes
//         that are not UTF-8 refuse the whole form.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sallyport::http {

class Form {
 public:
  static constexpr std::size_t most_fields = 64;

  Form() = default;
  ~Form();
  Form(const Form&) = default;
  Form(Form&&) = default;
  Form& operator=(Form other) noexcept {  // what stood here goes with `other`, wiped
    fields_.swap(other.fields_);
    return *this;
  }

  /// Nothing when the text is not a well-formed form.
  static std::optional<Form> parse(std::string_view urlencoded);

  /// The field's text; nothing when absent or longer than `longest` bytes.
  [[nodiscard]] std::optional<std::string_view> text(std::string_view name,
                                                     std::size_t longest) const;
  [[nodiscard]] bool has(std::string_view name) const {
    return fields_.find(name) != fields_.end();
  }
  /// Names in order, to refuse unknown ones.
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& fields() const {
    return fields_;
  }

 private:
  std::map<std::string, std::string, std::less<>> fields_;  // wiped when gone: passwords pass here
};

}  // namespace sallyport::http
