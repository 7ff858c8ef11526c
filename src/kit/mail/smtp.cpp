#include "kit/mail/smtp.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <array>
#include <atomic>
#include <cstring>

#include "base/bug.hpp"
#include "base/secret.hpp"
#include "kit/crypto/private_file.hpp"
#include "kit/mail/smtp_conversation.hpp"

namespace sallyport::mail {
namespace {

using Kind = Refusal::Kind;
using Steady = std::chrono::steady_clock;

struct Closing {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

void begin_library() {
  static const CURLcode begun = curl_global_init(CURL_GLOBAL_DEFAULT);
  check(begun == CURLE_OK, "libcurl starts");
}

template <class Option, class Value>
void set(CURL* handle, Option option, Value value) {
  check(curl_easy_setopt(handle, option, value) == CURLE_OK, "libcurl knows the option");
}

Secret first_line(const std::filesystem::path& file) {
  const Secret whole = crypto::read_private_file(file, "password file");
  const auto line = whole.reveal().substr(0, whole.reveal().find_first_of("\r\n"));
  if (line.empty()) {
    throw crypto::PrivateFileRefused(fmt::format(
        "the password file {} begins with an empty line; its first line is the password",
        file.string()));
  }
  return Secret{line};
}

std::string url_of(const SmtpOptions& options) {
  const bool bracketed = options.server.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}/{}", options.encryption == Encryption::tls ? "smtps" : "smtp",
                     bracketed ? "[" : "", options.server, bracketed ? "]" : "", options.port,
                     options.own_name);
}

/// The message as far as it was not handed over yet.
struct Upload {
  std::string_view all;
  std::size_t taken = 0;

  static std::size_t read(char* to, std::size_t size, std::size_t count, void* self) {
    auto* upload = static_cast<Upload*>(self);
    const std::string_view part = upload->all.substr(upload->taken).substr(0, size * count);
    std::memcpy(to, part.data(), part.size());
    upload->taken += part.size();
    return part.size();
  }
};

int listen(CURL*, curl_infotype kind, char* bytes, std::size_t size, void* self) {
  auto* talk = static_cast<Conversation*>(self);
  if (kind == CURLINFO_HEADER_IN) talk->heard({bytes, size});
  if (kind == CURLINFO_HEADER_OUT) talk->said({bytes, size});
  return 0;
}

}  // namespace

struct Smtp::Parts {
  Parts(SmtpOptions given_options, Sender given_sender)
      : options(std::move(given_options)),
        sender(std::move(given_sender)),
        password(options.password_file.empty() ? Secret{} : first_line(options.password_file)) {
    begin_library();
    handle.reset(curl_easy_init());
    check(handle != nullptr, "libcurl gives a handle");
  }

  // An email that is all but handed over would otherwise go out twice.
  static int is_overdue(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return Steady::now().time_since_epoch() >= static_cast<Parts*>(self)->last_moment.load() ? 1
                                                                                             : 0;
  }

  void prepare(Conversation& talk) {
    CURL* curl = handle.get();
    curl_easy_reset(curl);  // keeps the connection
    set(curl, CURLOPT_URL, url_of(options).c_str());
    set(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    set(curl, CURLOPT_PROXY, "");  // whatever the environment says
    set(curl, CURLOPT_NOSIGNAL, 1L);
    set(curl, CURLOPT_USE_SSL,
        static_cast<long>(options.encryption == Encryption::none ? CURLUSESSL_NONE
                                                                 : CURLUSESSL_ALL));
    set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(curl, CURLOPT_SSL_CIPHER_LIST, "ECDHE+AESGCM:ECDHE+CHACHA20");
    set(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    set(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!options.authorities.empty()) {
      set(curl, CURLOPT_CAINFO, options.authorities.c_str());
      set(curl, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
    if (!options.user.empty()) {
      set(curl, CURLOPT_USERNAME, options.user.c_str());
      set(curl, CURLOPT_PASSWORD, std::string{password.reveal()}.c_str());
    }
    set(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connecting.count()));
    set(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.whole.count()));
    set(curl, CURLOPT_MAXAGE_CONN, 20L);
    set(curl, CURLOPT_NOPROGRESS, 0L);
    set(curl, CURLOPT_XFERINFOFUNCTION, &is_overdue);
    set(curl, CURLOPT_XFERINFODATA, this);
    set(curl, CURLOPT_VERBOSE, 1L);  // or nobody listens
    set(curl, CURLOPT_DEBUGFUNCTION, &listen);
    set(curl, CURLOPT_DEBUGDATA, &talk);
    problem.fill('\0');
    set(curl, CURLOPT_ERRORBUFFER, problem.data());
  }

  std::optional<Refusal> perform(const Conversation& talk) {
    const bool stopping = last_moment.load() != Steady::duration::max();
    const CURLcode code = stopping ? CURLE_ABORTED_BY_CALLBACK : curl_easy_perform(handle.get());
    // It points to what ends with the caller.
    set(handle.get(), CURLOPT_VERBOSE, 0L);
    if (code == CURLE_OK) return std::nullopt;
    return refusal(code, talk);
  }

  [[nodiscard]] Refusal refusal(CURLcode code, const Conversation& talk) const {
    const auto away = [](std::string sentence) { return Refusal{Kind::away, std::move(sentence)}; };
    const std::string said = problem.front() != '\0' ? problem.data() : curl_easy_strerror(code);
    switch (static_cast<int>(code)) {
      case CURLE_ABORTED_BY_CALLBACK:
        return {Kind::stopped, "The program was stopped before the email was handed over."};
      case CURLE_COULDNT_RESOLVE_HOST:
        return away(
            fmt::format("The mail server {} has no address. Check mail.smtp.server, and "
                        "that this machine can look up names.",
                        options.server));
      case CURLE_COULDNT_CONNECT:
        return away(
            fmt::format("Nobody answers at {} port {}. Check mail.smtp.server and "
                        "mail.smtp.port, and that no firewall stands between ({}).",
                        options.server, options.port, said));
      case CURLE_OPERATION_TIMEDOUT:
        return away(
            fmt::format("The mail server {} did not answer in time. If that goes on, ask "
                        "whoever runs it ({}).",
                        options.server, said));
      case CURLE_PEER_FAILED_VERIFICATION:
        return away(
            fmt::format("The certificate of {} is not to be trusted: {}. Write the server's name "
                        "as it stands in its certificate, or name the authority that signed it in "
                        "mail.smtp.authorities.",
                        options.server, said));
      case CURLE_SSL_CACERT_BADFILE:
        return away(
            fmt::format("The authorities in {} cannot be read. Check "
                        "mail.smtp.authorities.",
                        options.authorities.string()));
      case CURLE_USE_SSL_FAILED:
        return away(
            fmt::format("The mail server {} offers no STARTTLS on port {}. Nothing is sent "
                        "unencrypted; where it speaks TLS on port 465, set mail.smtp.tls to "
                        "\"tls\".",
                        options.server, options.port));
      case CURLE_SSL_CONNECT_ERROR:
        return away(
            fmt::format("No encrypted connection to {} port {}: {}. Check mail.smtp.port "
                        "and mail.smtp.tls: 587 goes with \"starttls\", 465 with \"tls\".",
                        options.server, options.port, said));
      default:
        break;
    }
    if (talk.is_refused()) return meaning(talk, options.server, options.envelope_sender);
    if (code == CURLE_LOGIN_DENIED) {
      return away(
          fmt::format("The mail server {} offers no way to sign in that this program knows. "
                      "Remove mail.smtp.user if it needs none.",
                      options.server));
    }
    return away(fmt::format("The conversation with {} broke off: {}. It is tried again.",
                            options.server, said));
  }

  SmtpOptions options;
  Sender sender;
  Secret password;
  std::unique_ptr<CURL, Closing> handle;
  std::array<char, CURL_ERROR_SIZE> problem{};
  std::atomic<Steady::duration> last_moment{Steady::duration::max()};
};

Smtp::Smtp(SmtpOptions options, Sender sender)
    : parts_(std::make_unique<Parts>(std::move(options), std::move(sender))) {}

Smtp::~Smtp() = default;

std::optional<Refusal> Smtp::send(const Letter& letter, Time now) {
  const std::string message = compose(letter, parts_->sender, now);
  Upload upload{.all = message};
  Conversation talk;
  parts_->prepare(talk);
  CURL* curl = parts_->handle.get();
  const std::unique_ptr<curl_slist, Closing> recipients{
      curl_slist_append(nullptr, fmt::format("<{}>", letter.to.text()).c_str())};
  set(curl, CURLOPT_MAIL_FROM, fmt::format("<{}>", parts_->options.envelope_sender.text()).c_str());
  set(curl, CURLOPT_MAIL_RCPT, recipients.get());
  set(curl, CURLOPT_UPLOAD, 1L);
  set(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
  set(curl, CURLOPT_READFUNCTION, &Upload::read);
  set(curl, CURLOPT_READDATA, &upload);
  return parts_->perform(talk);
}

std::optional<Refusal> Smtp::try_out() {
  Conversation talk;
  parts_->prepare(talk);
  set(parts_->handle.get(), CURLOPT_CUSTOMREQUEST, "NOOP");
  set(parts_->handle.get(), CURLOPT_NOBODY, 1L);
  set(parts_->handle.get(), CURLOPT_FRESH_CONNECT, 1L);
  set(parts_->handle.get(), CURLOPT_FORBID_REUSE, 1L);
  return parts_->perform(talk);
}

void Smtp::stop() {
  parts_->last_moment = Steady::now().time_since_epoch() + std::chrono::seconds{3};
}

}  // namespace sallyport::mail
