#include <openssl/err.h>

#include <algorithm>
#include <climits>

#include "base/bug.hpp"
#include "kit/tls/openssl.hpp"

namespace sallyport::tls {
namespace {

class OverSocket final : public Conversation {
 public:
  OverSocket(SSL_CTX* context, int socket) : it_(SSL_new(context)) {
    check(it_ && SSL_set_fd(it_.get(), socket) == 1, "there is memory for a conversation");
    SSL_set_accept_state(it_.get());
  }

  Progress shake_hands() override {
    return progress([&] { return SSL_do_handshake(it_.get()); });
  }

  std::string why_it_ended() const override { return why_; }

  Moved read(std::span<char> into) override {
    return moved([&](std::size_t* count) {
      return SSL_read_ex(it_.get(), into.data(), into.size(), count);
    });
  }

  Moved write(std::string_view text) override {
    return moved([&](std::size_t* count) {
      return SSL_write_ex(it_.get(), text.data(), text.size(), count);
    });
  }

  bool has_bytes() const override { return SSL_has_pending(it_.get()) == 1; }

  void say_goodbye() override {
    if (failed_) return;  // OpenSSL forbids another word
    ERR_clear_error();
    SSL_shutdown(it_.get());
  }

 private:
  template <class Operation>
  Progress progress(Operation&& operation) {
    ERR_clear_error();  // another conversation's would be taken for ours
    const int result = operation();
    if (result > 0) return Progress::done;
    switch (SSL_get_error(it_.get(), result)) {
      case SSL_ERROR_WANT_READ:
        return Progress::needs_bytes;
      case SSL_ERROR_WANT_WRITE:
        return Progress::needs_room;
      case SSL_ERROR_SSL:
        failed_ = true;
        why_ = latest_problem();
        return Progress::ended;
      case SSL_ERROR_SYSCALL:
        failed_ = true;
        return Progress::ended;
      default:
        return Progress::ended;
    }
  }

  template <class Operation>
  Moved moved(Operation&& operation) {
    std::size_t count = 0;
    const Progress how = progress([&] { return operation(&count); });
    return {.progress = how, .count = how == Progress::done ? count : 0};
  }

  ConversationHandle it_;
  bool failed_ = false;
  std::string why_;
};

}  // namespace

std::unique_ptr<Conversation> new_conversation(SSL_CTX* context, int socket) {
  return std::make_unique<OverSocket>(context, socket);
}

}  // namespace sallyport::tls
