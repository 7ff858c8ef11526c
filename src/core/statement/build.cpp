#include "core/statement/grammar.hpp"
#include "core/statement/statement.hpp"

namespace sallyport::statement {
namespace {

/// A statement, written line by line; the first value that does not fit is what comes out instead.
class Lines {
 public:
  explicit Lines(std::string_view type) : text_("POCKET-V1 ") { text_.append(type) += '\n'; }

  Lines& add(std::string_view name, std::string_view value, bool fits) {
    if (!fits && bad_.empty()) bad_ = name;
    text_.append(name) += '=';
    text_.append(value) += '\n';
    return *this;
  }
  Lines& add_origin(std::string_view value) { return add("aud", value, is_origin(value)); }
  Lines& add_bytes(std::string_view name, std::string_view value, std::size_t count) {
    return add(name, value, is_bytes(value, count));
  }
  Lines& add_number(std::string_view name, std::int64_t value) {
    return add(name, std::to_string(value), is_number(value));
  }

  [[nodiscard]] Result<std::string, BadField> done() {
    if (!bad_.empty()) return fail(BadField{bad_});
    return std::move(text_);
  }

 private:
  std::string text_;
  std::string_view bad_;
};

constexpr std::size_t hash_size = 32;
constexpr std::size_t id_size = 16;
constexpr std::size_t nonce_size = 32;
constexpr std::size_t request_nonce_size = 16;

}  // namespace

Result<std::string, BadField> text_of(const Pair& pair) {
  return Lines{"PAIR"}
      .add_origin(pair.audience)
      .add_bytes("code", pair.code, hash_size)
      .add_bytes("nonce", pair.nonce, nonce_size)
      .add_bytes("key", pair.key, hash_size)
      .add_number("time", pair.time)
      .done();
}

Result<std::string, BadField> text_of(const Answer& answer) {
  return Lines{"ANSWER"}
      .add_origin(answer.audience)
      .add_bytes("device", answer.device, id_size)
      .add_bytes("challenge", answer.challenge, id_size)
      .add_bytes("nonce", answer.nonce, nonce_size)
      .add_bytes("context", answer.context, hash_size)
      .add("mode", word_of(answer.mode), true)
      .add("answer", word_of(answer.decision), true)
      .add("value", answer.value, is_value(answer.value, answer.mode, answer.decision))
      .add_number("counter", answer.counter)
      .add_number("time", answer.time)
      .done();
}

Result<std::string, BadField> text_of(const Request& request) {
  return Lines{"REQUEST"}
      .add_origin(request.audience)
      .add_bytes("device", request.device, id_size)
      .add("method", request.method, is_method(request.method))
      .add("target", request.target, is_target(request.target))
      .add_bytes("body", request.body, hash_size)
      .add_bytes("nonce", request.nonce, request_nonce_size)
      .add_number("time", request.time)
      .done();
}

Result<std::string, BadField> text_of(const Rotate& rotate) {
  return Lines{"ROTATE"}
      .add_origin(rotate.audience)
      .add_bytes("device", rotate.device, id_size)
      .add_bytes("old", rotate.old_key, hash_size)
      .add_bytes("new", rotate.new_key, hash_size)
      .add_number("counter", rotate.counter)
      .add_number("time", rotate.time)
      .done();
}

Result<std::string, BadField> text_of(const Statement& statement) {
  return std::visit([](const auto& one) { return text_of(one); }, statement);
}

}  // namespace sallyport::statement
