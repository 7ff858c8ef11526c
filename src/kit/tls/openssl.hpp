// What the files of this folder share of OpenSSL. For this folder only.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "kit/tls/tls.hpp"

namespace sallyport::tls {

template <auto free_it>
struct FreedBy {
  template <class T>
  void operator()(T* held) const {
    free_it(held);
  }
};

using ContextHandle = std::unique_ptr<SSL_CTX, FreedBy<SSL_CTX_free>>;
using ConversationHandle = std::unique_ptr<SSL, FreedBy<SSL_free>>;

/// What OpenSSL has to say about its latest failure; empties its list.
[[nodiscard]] std::string latest_problem();

/// Which TLS is spoken; without a certificate yet.
[[nodiscard]] ContextHandle new_context();

/// Puts certificate and key into the context and answers when the certificate expires.
[[nodiscard]] Result<Time, Why> use_certificate(SSL_CTX*, const Files&, const std::string& host,
                                                Time now);

[[nodiscard]] std::unique_ptr<Conversation> new_conversation(SSL_CTX*, int socket);

}  // namespace sallyport::tls
