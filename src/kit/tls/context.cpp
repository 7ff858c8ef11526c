#include <openssl/err.h>
#include <sys/stat.h>

#include <array>
#include <compare>
#include <csignal>

#include "base/bug.hpp"
#include "kit/tls/openssl.hpp"

namespace sallyport::tls {
namespace {

// OpenSSL's own choice includes CBC, CCM and ARIA, so the lists are written out.
constexpr const char* suites_of_12 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* suites_of_13 =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* groups = "X25519:P-256:P-384";

/// Whoever learns a ticket's key can read what was said under it, so keys do not live long.
constexpr std::chrono::hours ticket_keys_live{12};

constexpr std::array<unsigned char, 9> our_protocol{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

/// A browser that asks for HTTP/2 too gets HTTP/1.1; who offers neither wants something else.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length,
                    const unsigned char* offered, unsigned offered_length, void*) {
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, length, our_protocol.data(), our_protocol.size(), offered,
                            offered_length) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

ContextHandle new_context() {
  ContextHandle context{SSL_CTX_new(TLS_server_method())};
  SSL_CTX* it = context.get();
  check(it != nullptr && SSL_CTX_set_min_proto_version(it, TLS1_2_VERSION) == 1 &&
            SSL_CTX_set_cipher_list(it, suites_of_12) == 1 &&
            SSL_CTX_set_ciphersuites(it, suites_of_13) == 1 &&
            SSL_CTX_set1_groups_list(it, groups) == 1,
        "OpenSSL knows what we ask for");
  SSL_CTX_set_options(it, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                              SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                              SSL_OP_CLEANSE_PLAINTEXT);
  // A connection that waits holds no buffers. A write may go out in part, from wherever it lies.
  SSL_CTX_set_mode(it, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                           SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // Sessions are resumed by tickets only: nothing is kept here. Their keys are the context's own,
  // drawn when it is made, so a new context is what rotates them.
  SSL_CTX_set_session_cache_mode(it, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_timeout(it, std::chrono::seconds{ticket_keys_live}.count());
  SSL_CTX_set_alpn_select_cb(it, choose_protocol, nullptr);
  return context;
}

struct Identity::Context {
  ContextHandle handle;
  Time expires;
};

/// Changes when one of the files is written or replaced.
struct Identity::Stamp {
  struct One {
    dev_t device = 0;
    ino_t inode = 0;
    off_t size = 0;
    time_t seconds = 0;
    long nanoseconds = 0;
    bool operator==(const One&) const = default;
  };
  One certificate;
  One key;
  bool operator==(const Stamp&) const = default;

  static One of(const std::filesystem::path& file) {
    struct stat found{};
    if (::stat(file.c_str(), &found) != 0) return {};
    return {.device = found.st_dev,
            .inode = found.st_ino,
            .size = found.st_size,
            .seconds = found.st_mtim.tv_sec,
            .nanoseconds = found.st_mtim.tv_nsec};
  }
};

Identity::Stamp Identity::stamp_of(const Files& files) {
  return {.certificate = Stamp::of(files.certificate), .key = Stamp::of(files.key)};
}

Result<std::shared_ptr<const Identity::Context>, Why> Identity::load(Time now) const {
  auto handle = new_context();
  const auto expires = use_certificate(handle.get(), files_, host_, now);
  if (!expires) return fail(expires.error());
  return std::make_shared<const Context>(Context{std::move(handle), *expires});
}

Identity::Identity(Files files, std::string host, Time now)
    : files_(std::move(files)),
      host_(std::move(host)),
      // Before reading: what is written in between is seen by the next look.
      seen_(std::make_unique<Stamp>(stamp_of(files_))),
      made_at_(now) {
  auto loaded = load(now);
  if (!loaded) throw Refused(loaded.error());
  context_ = *std::move(loaded);
  // OpenSSL writes to sockets with write(2), which raises it when the peer has gone.
  std::signal(SIGPIPE, SIG_IGN);
}

Identity::~Identity() = default;

std::unique_ptr<Conversation> Identity::converse(int socket) const {
  const std::lock_guard lock(mutex_);
  return new_conversation(context_->handle.get(), socket);
}

Time Identity::expires() const {
  const std::lock_guard lock(mutex_);
  return context_->expires;
}

Identity::Look Identity::look_again(Time now) {
  const Stamp stamp = stamp_of(files_);
  {
    const std::lock_guard lock(mutex_);
    if (stamp == *seen_ && now - made_at_ < ticket_keys_live) return {};
    *seen_ = stamp;
    made_at_ = now;
  }
  auto fresh = load(now);
  if (!fresh) return {.what = Looked::refused, .why = fresh.error()};
  const std::lock_guard lock(mutex_);
  context_ = *std::move(fresh);
  return {.what = Looked::renewed, .why = {}};
}

Result<Time, Why> expiry_of(const Files& files, const std::string& host, Time now) {
  return use_certificate(new_context().get(), files, host, now);
}

}  // namespace sallyport::tls
