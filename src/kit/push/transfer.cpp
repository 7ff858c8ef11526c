#include "kit/push/transfer.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "base/bug.hpp"

namespace sallyport::push {
namespace {

constexpr std::size_t longest_answer = 16'384;

struct Closing {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, Closing>;

void add_to(List& list, const std::string& line) {
  curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
  check(longer != nullptr, "libcurl keeps a line");
  static_cast<void>(list.release());  // NOLINT(bugprone-unused-return-value): it is in `longer`
  list.reset(longer);
}

template <class Option, class Value>
void set(CURL* handle, Option option, Value value) {
  check(curl_easy_setopt(handle, option, value) == CURLE_OK, "libcurl knows the option");
}

/// The address that a socket is about to be connected to. An IPv6 address that a translator in our
/// network stands behind (RFC 6052 §2.1, 64:ff9b::/96) is the IPv4 address that it leads to.
std::optional<Address> address_of(const curl_sockaddr& given) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (given.family == AF_INET) {
    sockaddr_in there{};
    std::memcpy(&there, &given.addr, sizeof there);
    ::inet_ntop(AF_INET, &there.sin_addr, text.data(), text.size());
  } else if (given.family == AF_INET6) {
    sockaddr_in6 there{};
    std::memcpy(&there, &given.addr, sizeof there);
    constexpr std::array<unsigned char, 12> translated = {0, 0x64, 0xff, 0x9b};
    const bool is_translated =
        std::memcmp(&there.sin6_addr, translated.data(), translated.size()) == 0;
    const auto* const bytes = reinterpret_cast<const unsigned char*>(&there.sin6_addr);
    ::inet_ntop(is_translated ? AF_INET : AF_INET6, is_translated ? bytes + 12 : bytes, text.data(),
                text.size());
  }
  return Address::parse(text.data());
}

std::size_t leave_out(char*, std::size_t size, std::size_t count, void* self) {
  auto& read = *static_cast<std::size_t*>(self);
  read += size * count;
  return read <= longest_answer ? size * count : 0;
}

}  // namespace

struct Transfer::Parts {
  std::unique_ptr<CURL, Closing> handle{curl_easy_init()};
  List headers;
  std::string body;
  std::array<char, CURL_ERROR_SIZE> problem{};
  std::size_t read = 0;
  bool inside = false;
  bool closed = false;

  /// Called with the very address that is connected to, whatever the name led to a moment ago.
  static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* there) {
    auto& parts = *static_cast<Parts*>(self);
    const auto address = address_of(*there);
    if (!address || (!parts.inside && !open_to_all(*address))) {
      parts.closed = true;
      return CURL_SOCKET_BAD;
    }
    return ::socket(there->family, there->socktype | SOCK_CLOEXEC, there->protocol);
  }
};

Transfer::Transfer(Push push, std::string body, const std::string& sender, const Options& options)
    : push_(std::move(push)), parts_(std::make_unique<Parts>()) {
  parts_->body = std::move(body);
  parts_->inside = push_.to.inside;
  add_to(parts_->headers, "Content-Encoding: aes128gcm");
  add_to(parts_->headers, "Content-Type: application/octet-stream");
  add_to(parts_->headers, fmt::format("TTL: {}", push_.lasts.count()));
  add_to(parts_->headers, "Urgency: high");
  if (!push_.topic.empty()) add_to(parts_->headers, "Topic: " + push_.topic);
  add_to(parts_->headers, "Authorization: " + sender);

  CURL* const curl = parts_->handle.get();
  check(curl != nullptr, "libcurl gives a handle");
  set(curl, CURLOPT_URL, push_.to.url.c_str());
  set(curl, CURLOPT_PATH_AS_IS, 1L);
  set(curl, CURLOPT_PROTOCOLS_STR, push_.to.url.starts_with("http://") ? "http" : "https");
  set(curl, CURLOPT_FOLLOWLOCATION, 0L);
  set(curl, CURLOPT_PROXY, "");  // whatever the environment says
  set(curl, CURLOPT_NOSIGNAL, 1L);
  set(curl, CURLOPT_QUICK_EXIT, 1L);  // or a name server that does not answer holds all up
  set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  set(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options.authorities.empty()) {
    set(curl, CURLOPT_CAINFO, options.authorities.c_str());
    set(curl, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  set(curl, CURLOPT_POST, 1L);
  set(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(parts_->body.size()));
  set(curl, CURLOPT_POSTFIELDS, parts_->body.data());
  set(curl, CURLOPT_HTTPHEADER, parts_->headers.get());
  set(curl, CURLOPT_USERAGENT, "sallyport");
  set(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.patience.count()));
  set(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options.patience.count()));
  set(curl, CURLOPT_OPENSOCKETFUNCTION, &Parts::open_socket);
  set(curl, CURLOPT_OPENSOCKETDATA, parts_.get());
  set(curl, CURLOPT_WRITEFUNCTION, &leave_out);
  set(curl, CURLOPT_WRITEDATA, &parts_->read);
  set(curl, CURLOPT_ERRORBUFFER, parts_->problem.data());
  set(curl, CURLOPT_PRIVATE, this);
}

Transfer::~Transfer() = default;

void* Transfer::handle() const { return parts_->handle.get(); }

Ended Transfer::end(int code) const {
  CURL* const curl = parts_->handle.get();
  long status = 0;
  check(curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK, "there is a status");
  // An answer that is too long, or that comes too slowly, has said what counts in its first line.
  Ended ended{.status = static_cast<int>(status), .why = {}, .closed = parts_->closed};
  if (code != CURLE_OK && ended.status == 0) {
    const char* const said = parts_->problem.data();
    ended.why = ended.closed    ? "it leads to an address that is not on the Internet"
                : *said != '\0' ? said
                                : curl_easy_strerror(static_cast<CURLcode>(code));
  }
  curl_off_t seconds = 0;
  if (curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK && seconds > 0) {
    ended.again_after = std::chrono::seconds{seconds};
  }
  return ended;
}

Outcome outcome_of(const Ended& ended) {
  if (ended.status >= 200 && ended.status < 300) return Outcome::delivered;
  if (ended.status == 404 || ended.status == 410) return Outcome::gone;
  if (ended.status == 401 || ended.status == 403) return Outcome::stopped;
  if (ended.closed) return Outcome::refused;
  const bool not_now =
      ended.status == 0 || ended.status == 408 || ended.status == 429 || ended.status >= 500;
  return not_now ? Outcome::later : Outcome::refused;
}

}  // namespace sallyport::push
