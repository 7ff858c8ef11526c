#include "kit/dns/dns.hpp"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>

#include <array>

#include "base/bug.hpp"

namespace sallyport::dns {
namespace {

/// The C library's resolver with its state, closed with itself.
class Resolver {
 public:
  explicit Resolver(const std::optional<Server>& server) {
    ready_ = res_ninit(&state_) == 0;
    if (!ready_) return;
    state_.retrans = 1;  // seconds for an answer, twice
    state_.retry = 2;
    if (!server) return;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server->second);
    check(inet_pton(AF_INET, server->first.c_str(), &address.sin_addr) == 1,
          "the name server is an IPv4 address");
    state_.nsaddr_list[0] = address;
    state_.nscount = 1;
  }
  ~Resolver() {
    if (ready_) res_nclose(&state_);
  }
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// The length of the answer; less than zero: see problem().
  int ask_for_texts(const std::string& name, std::array<unsigned char, NS_MAXMSG>& answer) {
    if (!ready_) return -1;
    return res_nquery(&state_, name.c_str(), ns_c_in, ns_t_txt, answer.data(),
                      static_cast<int>(answer.size()));
  }
  [[nodiscard]] int problem() const { return ready_ ? state_.res_h_errno : NETDB_INTERNAL; }

 private:
  struct __res_state state_{};
  bool ready_ = false;
};

/// Strings of a length byte and as many bytes each, put together.
std::string joined(const unsigned char* data, std::size_t size) {
  std::string text;
  for (std::size_t at = 0; at < size;) {
    const std::size_t length = std::min<std::size_t>(data[at], size - at - 1);
    for (std::size_t n = 1; n <= length; ++n) text += static_cast<char>(data[at + n]);
    at += length + 1;
  }
  return text;
}

}  // namespace

Texts texts_of(const std::string& name, const std::optional<Server>& server) {
  Resolver resolver{server};
  std::array<unsigned char, NS_MAXMSG> answer{};
  const int length = resolver.ask_for_texts(name, answer);
  if (length < 0) {
    const bool told_that_none =
        resolver.problem() == HOST_NOT_FOUND || resolver.problem() == NO_DATA;
    return {.known = told_that_none, .records = {}};
  }
  ns_msg message{};
  if (ns_initparse(answer.data(), length, &message) != 0) return {};
  Texts texts{.known = true, .records = {}};
  for (int n = 0; n < ns_msg_count(message, ns_s_an); ++n) {
    ns_rr record{};
    if (ns_parserr(&message, ns_s_an, n, &record) != 0) return {};
    if (ns_rr_type(record) != ns_t_txt) continue;  // a CNAME on the way
    texts.records.push_back(joined(ns_rr_rdata(record), ns_rr_rdlen(record)));
  }
  return texts;
}

}  // namespace sallyport::dns
