#include "kit/tls/tls.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <atomic>
#include <fstream>
#include <thread>
#include <utility>

#include "kit/http/server_for_tests.hpp"
#include "kit/tls/certificate_for_tests.hpp"

namespace sallyport::tls {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

Time today() { return SystemClock{}.now(); }

/// What an own browser would be: OpenSSL's client, which believes any certificate here.
class TlsClient {
 public:
  struct Wishes {
    int newest = TLS1_3_VERSION;
    const char* suites_of_12 = "ALL:@SECLEVEL=0";
    std::string protocol = {};  // ALPN
    SSL_SESSION* resumed = nullptr;
  };

  TlsClient(std::uint16_t port, const Wishes& wishes)
      : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free),
        socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in there{};
    there.sin_family = AF_INET;
    there.sin_port = htons(port);
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&there), sizeof there), 0);
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), wishes.newest);
    SSL_CTX_set_cipher_list(context_.get(), wishes.suites_of_12);
    it_ = {SSL_new(context_.get()), SSL_free};
    if (!wishes.protocol.empty()) {
      const std::string wire = static_cast<char>(wishes.protocol.size()) + wishes.protocol;
      SSL_set_alpn_protos(it_.get(), reinterpret_cast<const unsigned char*>(wire.data()),
                          static_cast<unsigned>(wire.size()));
    }
    if (wishes.resumed) SSL_set_session(it_.get(), wishes.resumed);
    SSL_set_fd(it_.get(), socket_);
    connected_ = SSL_connect(it_.get()) == 1;
  }
  explicit TlsClient(std::uint16_t port) : TlsClient(port, Wishes{}) {}
  ~TlsClient() { end(); }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] SSL* it() const { return it_.get(); }
  [[nodiscard]] std::string suite() const { return SSL_get_cipher_name(it_.get()); }
  [[nodiscard]] std::string version() const { return SSL_get_version(it_.get()); }

  void send(std::string_view text) const {
    EXPECT_EQ(SSL_write(it_.get(), text.data(), static_cast<int>(text.size())),
              static_cast<int>(text.size()));
  }
  /// Says goodbye and goes, as browsers do.
  void end() {
    if (socket_ < 0) return;
    if (connected_) SSL_shutdown(it_.get());
    ::close(std::exchange(socket_, -1));
  }
  /// Until that text was seen, or the peer ends.
  std::string receive_until(std::string_view wanted) const {
    std::string all;
    char buffer[4096];
    while (all.find(wanted) == std::string::npos) {
      const int count = SSL_read(it_.get(), buffer, sizeof buffer);
      if (count <= 0) break;
      all.append(buffer, static_cast<std::size_t>(count));
    }
    return all;
  }
  /// True when the peer ended in due form, so that a cut connection would be noticed.
  [[nodiscard]] bool ended_in_form() const {
    char byte = 0;
    const int count = SSL_read(it_.get(), &byte, 1);
    return SSL_get_error(it_.get(), count) == SSL_ERROR_ZERO_RETURN;
  }
  /// After a response, for TLS 1.3 sends its tickets behind the handshake.
  [[nodiscard]] std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)> session() const {
    return {SSL_get1_session(it_.get()), SSL_SESSION_free};
  }

 private:
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  int socket_;
  std::unique_ptr<SSL, decltype(&SSL_free)> it_{nullptr, SSL_free};
  bool connected_ = false;
};

/// A server under a certificate of its own.
struct Encrypted {
  explicit Encrypted(http::ServerOptions options = {}) : service(with_tls(std::move(options))) {}

  http::ServerOptions with_tls(http::ServerOptions options) const {
    options.tls = &identity;
    return options;
  }

  MadeCertificate certificate;
  Identity identity{certificate.files(), "portal.example", today()};
  http::testing_server::Service service;
};

std::string why_refused(const Files& files, const std::string& host, Time now) {
  const auto expires = expiry_of(files, host, now);
  return expires ? "" : expires.error();
}

TEST(Tls, SpeaksTheNewestVersionTheOtherOneBackAndNoOlder) {
  Encrypted portal;
  EXPECT_EQ(TlsClient(portal.service.port()).version(), "TLSv1.3");
  EXPECT_EQ(TlsClient(portal.service.port(), {.newest = TLS1_2_VERSION}).version(), "TLSv1.2");
  EXPECT_FALSE(TlsClient(portal.service.port(), {.newest = TLS1_1_VERSION}).connected());
  EXPECT_FALSE(TlsClient(portal.service.port(), {.newest = TLS1_VERSION}).connected());
}

TEST(Tls, TakesOnlySuitesWithAFreshKeyAndAuthenticatedEncryption) {
  Encrypted portal;
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> all{SSL_CTX_new(TLS_client_method()),
                                                              SSL_CTX_free};
  SSL_CTX_set_cipher_list(all.get(), "ALL:COMPLEMENTOFALL:@SECLEVEL=0");
  int taken = 0;
  int offered = 0;
  for (int i = 0; i < sk_SSL_CIPHER_num(SSL_CTX_get_ciphers(all.get())); ++i) {
    const std::string suite =
        SSL_CIPHER_get_name(sk_SSL_CIPHER_value(SSL_CTX_get_ciphers(all.get()), i));
    if (suite.starts_with("TLS_")) continue;  // of 1.3, all of which are good
    ++offered;
    const std::string only = suite + ":@SECLEVEL=0";
    const TlsClient client(portal.service.port(),
                           {.newest = TLS1_2_VERSION, .suites_of_12 = only.c_str()});
    if (!client.connected()) continue;
    ++taken;
    EXPECT_TRUE(suite.starts_with("ECDHE-ECDSA-")) << suite;
    EXPECT_TRUE(suite.find("GCM") != std::string::npos || suite.find("CHACHA") != std::string::npos)
        << suite;
    EXPECT_EQ(suite.find("CCM"), std::string::npos);
    EXPECT_EQ(suite.find("ARIA"), std::string::npos);
  }
  EXPECT_EQ(taken, 3);
  EXPECT_GT(offered, 40);
}

TEST(Tls, RenegotiatesAndCompressesNothing) {
  Encrypted portal;
  const TlsClient client(portal.service.port(), {.newest = TLS1_2_VERSION});
  ASSERT_TRUE(client.connected());
  EXPECT_EQ(SSL_get_current_compression(client.it()), nullptr);
  SSL_renegotiate(client.it());
  EXPECT_NE(SSL_do_handshake(client.it()), 1);
}

TEST(Tls, AgreesOnHttp11AndOnNothingElse) {
  Encrypted portal;
  const TlsClient client(portal.service.port(), {.protocol = "http/1.1"});
  EXPECT_TRUE(client.connected());
  const unsigned char* chosen = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(client.it(), &chosen, &length);
  EXPECT_EQ(std::string(chosen, chosen + length), "http/1.1");
  EXPECT_FALSE(TlsClient(portal.service.port(), {.protocol = "ftp"}).connected());
}

TEST(Tls, CarriesRequestsAndResponsesOfAnySize) {
  Encrypted portal;
  const std::string large(300'000, 'x');
  portal.service.application.on_answer = [&](const http::Request& request) {
    if (request.path == "/large") return http::plain_text(200, large + "end");
    return http::plain_text(
        200, request.path + std::string{request.form.text("a", 60'000).value_or("")} + "end");
  };
  const TlsClient client(portal.service.port());
  client.send(http::testing_server::get("/first"));
  EXPECT_THAT(client.receive_until("end"), HasSubstr("/firstend"));
  // In one record with the head, though it is read in two pieces.
  const std::string body = "a=" + std::string(12'000, 'b');
  client.send(http::testing_server::post("/second", body));
  EXPECT_THAT(client.receive_until("end"), HasSubstr(std::string(12'000, 'b') + "end"));
  client.send(http::testing_server::post("/third", "a=" + std::string(50'000, 'c')));
  EXPECT_THAT(client.receive_until("end"), HasSubstr(std::string(50'000, 'c') + "end"));
  client.send(http::testing_server::get("/4") + http::testing_server::get("/large"));
  EXPECT_THAT(client.receive_until("xend"), HasSubstr(large));
}

TEST(Tls, EndsInDueFormSoThatACutConnectionIsNoticed) {
  Encrypted portal;
  const TlsClient client(portal.service.port());
  client.send(http::testing_server::get("/", "Connection: close\r\n"));
  client.receive_until("GET /");
  EXPECT_TRUE(client.ended_in_form());
}

TEST(Tls, LogsWhyAHandshakeFailed) {
  Encrypted portal;
  http::testing_server::Client plain(portal.service.port());
  plain.send(http::testing_server::get("/"));
  EXPECT_EQ(plain.receive().status, 0) << "it would not understand the answer";
  portal.service.stop();
  EXPECT_THAT(portal.service.lines.joined(), HasSubstr("http request"));
}

TEST(TlsDeadlines, EndAHandshakeThatComesTooSlowly) {
  Encrypted portal({.head_deadline = 200ms, .sweep_interval = 20ms});
  http::testing_server::Client silent(portal.service.port());
  EXPECT_TRUE(silent.is_closed());
  http::testing_server::Client slow(portal.service.port());
  const std::string_view start_of_hello{"\x16\x03\x01\x00\xc8\x01\x00", 7};
  for (const char byte : start_of_hello) {
    if (!slow.send({&byte, 1}) || !slow.is_silent_for(60ms)) break;
  }
  EXPECT_TRUE(slow.is_closed());
}

TEST(TlsDeadlines, CountTheHandshakeAsPartOfTheHead) {
  Encrypted portal({.head_deadline = 300ms, .sweep_interval = 20ms});
  const TlsClient client(portal.service.port());
  ASSERT_TRUE(client.connected());
  client.send("GET / HTTP/1.1\r\n");
  EXPECT_THAT(client.receive_until("request"), HasSubstr(" 408 "));
}

TEST(Tls, ResumesASessionUntilTheKeysOfItsTicketsAreMadeAnew) {
  Encrypted portal;
  const TlsClient first(portal.service.port());
  first.send(http::testing_server::get("/"));
  first.receive_until("GET /");
  const auto session = first.session();
  const TlsClient second(portal.service.port(), {.resumed = session.get()});
  second.send(http::testing_server::get("/"));
  second.receive_until("GET /");
  EXPECT_TRUE(SSL_session_reused(second.it()));
  const auto newer = second.session();

  EXPECT_EQ(portal.identity.look_again(today()).what, Identity::Looked::unchanged);
  EXPECT_EQ(portal.identity.look_again(today() + 12h).what, Identity::Looked::renewed);
  const TlsClient third(portal.service.port(), {.resumed = newer.get()});
  EXPECT_TRUE(third.connected());
  EXPECT_FALSE(SSL_session_reused(third.it()));
}

TEST(Certificate, IsTakenIntoUseWhenItsFileChanges) {
  Encrypted portal;
  const auto fingerprint = [&] {
    const TlsClient client(portal.service.port());
    const std::unique_ptr<X509, decltype(&X509_free)> shown{SSL_get1_peer_certificate(client.it()),
                                                            X509_free};
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    X509_digest(shown.get(), EVP_sha256(), digest, &length);
    return std::string(digest, digest + length);
  };
  const std::string before = fingerprint();
  const TlsClient kept(portal.service.port());
  portal.certificate.make("portal.example");
  EXPECT_EQ(fingerprint(), before) << "not before somebody looks";
  EXPECT_EQ(portal.identity.look_again(today()).what, Identity::Looked::renewed);
  EXPECT_NE(fingerprint(), before);
  kept.send(http::testing_server::get("/kept"));
  EXPECT_THAT(kept.receive_until("/kept"), HasSubstr("200 OK"));
}

TEST(Tls, HoldsRequestsAndNoticesWhoGoes) {
  Encrypted portal({.held_requests = 1});
  std::atomic<int> looks = 0;
  portal.service.application.on_answer = [&](const http::Request& request) {
    ++looks;
    if (request.again) return http::plain_text(200, request.waited ? "waited" : "rung");
    return http::hold({.topic = "a", .most = 60s});
  };
  const auto await_looks = [&](int wanted) {
    for (int i = 0; i < 2'000 && looks < wanted; ++i) std::this_thread::sleep_for(5ms);
    std::this_thread::sleep_for(50ms);
  };
  TlsClient gone(portal.service.port());
  gone.send(http::testing_server::get("/"));
  await_looks(1);
  gone.end();
  std::this_thread::sleep_for(50ms);
  TlsClient client(portal.service.port());
  client.send(http::testing_server::get("/"));
  await_looks(2);
  EXPECT_EQ(looks, 2) << "the one place was free again, and nobody looked for who went";
  client.send(http::testing_server::get("/ahead"));
  std::this_thread::sleep_for(50ms);
  portal.service.application.its_bell.ring("a");
  EXPECT_THAT(client.receive_until("rung"), HasSubstr("rung"));
  await_looks(4);
  portal.service.application.its_bell.ring("a");
  EXPECT_THAT(client.receive_until("rung"), HasSubstr("rung")) << "the one that was sent ahead";
}

TEST(Certificate, StaysInUseWhenTheNewFileIsBroken) {
  Encrypted portal;
  std::ofstream{portal.certificate.files().certificate} << "no certificate\n";
  const auto look = portal.identity.look_again(today());
  EXPECT_EQ(look.what, Identity::Looked::refused);
  EXPECT_THAT(look.why, HasSubstr("holds no certificate"));
  EXPECT_TRUE(TlsClient(portal.service.port()).connected());
  EXPECT_EQ(portal.identity.look_again(today()).what, Identity::Looked::unchanged)
      << "told once, not every ten seconds";
  portal.certificate.make("portal.example");
  EXPECT_EQ(portal.identity.look_again(today()).what, Identity::Looked::renewed);
}

TEST(Certificate, IsRefusedWithWhatToDo) {
  const MadeCertificate made;
  const MadeCertificate other("other.example");
  const auto files = made.files();
  EXPECT_EQ(why_refused(files, "portal.example", today()), "");
  EXPECT_THAT(why_refused(files, "www.example", today()),
              HasSubstr("is for [portal.example], not for www.example"));
  EXPECT_THAT(why_refused(files, "portal.example", today() + 24h * 8), HasSubstr("expired on"));
  EXPECT_THAT(why_refused(files, "portal.example", today() - 24h), HasSubstr("clock"));
  EXPECT_THAT(why_refused({.certificate = files.certificate, .key = other.files().key},
                          "portal.example", today()),
              HasSubstr("does not belong to the certificate"));
  EXPECT_THAT(
      why_refused({.certificate = "/nowhere.pem", .key = files.key}, "portal.example", today()),
      HasSubstr("cannot be read"));
  EXPECT_THAT(why_refused({.certificate = files.certificate, .key = files.certificate},
                          "portal.example", today()),
              testing::AnyOf(HasSubstr("holds no key"), HasSubstr("chmod")));
}

TEST(Certificate, MustHaveAKeyThatOthersCannotRead) {
  const MadeCertificate made;
  ASSERT_EQ(::chmod(made.files().key.c_str(), 0644), 0);
  EXPECT_THAT(why_refused(made.files(), "portal.example", today()), HasSubstr("chmod o= "));
  EXPECT_THROW((Identity{made.files(), "portal.example", today()}), Refused);
  ASSERT_EQ(::chmod(made.files().key.c_str(), 0640), 0);
  EXPECT_EQ(why_refused(made.files(), "portal.example", today()), "")
      << "a group may: that is how Debian shares keys";
}

TEST(Certificate, MustHaveAKeyWithoutAPassphrase) {
  const MadeCertificate made;
  const auto locked = made.files().key.string() + ".locked";
  const auto command = fmt::format(
      "openssl ec -in {} -aes256 -passout pass:secret -out {} 2>/dev/null && chmod 600 {}",
      made.files().key.string(), locked, locked);
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_THAT(why_refused({.certificate = made.files().certificate, .key = locked},
                          "portal.example", today()),
              HasSubstr("without a passphrase"));
}

}  // namespace
}  // namespace sallyport::tls
