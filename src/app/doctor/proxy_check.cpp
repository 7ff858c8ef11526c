// Does the portal learn who is calling, and from nobody who could lie?
#include <fmt/format.h>

#include "app/doctor/checks.hpp"
#include "app/doctor/judgements.hpp"

namespace sallyport::app::doctor {
namespace {

constexpr const char* subject = "proxy";

constexpr const char* replace_it =
    "Let it set the header in place of what the caller sent (nginx: proxy_set_header"
    " X-Forwarded-For $remote_addr; docs/operate/proxy.md).";

std::vector<Finding> judge_trusted(const health::Reflection& seen) {
  if (seen.forwarded.empty()) {
    return {{Health::wrong, subject,
             fmt::format("The proxy at {} does not say who is calling: everybody seems to come from"
                         " it, and the limits on guessing hold for all together. Let it send"
                         " X-Forwarded-For once (nginx: proxy_set_header X-Forwarded-For"
                         " $remote_addr; docs/operate/proxy.md).",
                         seen.peer)}};
  }
  if (seen.forwarded == forged_address) {
    return {
        {Health::wrong, subject,
         fmt::format("The proxy at {} hands on the X-Forwarded-For that the caller wrote: anybody"
                     " can pretend to call from anywhere. {}",
                     seen.peer, replace_it)}};
  }
  if (seen.forwarded.find(forged_address) != std::string::npos) {
    return {{Health::remark, subject,
             fmt::format("The proxy at {} adds to the X-Forwarded-For that the caller wrote. The"
                         " portal reads it from its end, so outsiders gain nothing; who calls from"
                         " an address in server.trusted_proxies can say what they like. {}",
                         seen.peer, replace_it)}};
  }
  return {
      {Health::good, subject,
       fmt::format("The proxy at {} says who is calling, and callers cannot: this call came from"
                   " {}.",
                   seen.peer, seen.sender)}};
}

}  // namespace

std::vector<Finding> judge_proxy(const Outside& outside, const Settings& settings) {
  if (!outside.there.reflection) return {};  // told by the check of the address
  const health::Reflection& seen = *outside.there.reflection;
  const auto& trusted = settings.server.trusted_proxies;
  const auto peer = Address::parse(seen.peer);
  if (peer && http::is_trusted(*peer, trusted)) return judge_trusted(seen);
  if (needs_proxy(settings) || seen.forwarded != forged_address) {
    return {{Health::wrong, subject,
             fmt::format("Requests come from a proxy at {}, which is not in server.trusted_proxies:"
                         " everybody seems to come from it, and the limits on guessing hold for all"
                         " together. Set server.trusted_proxies = [\"{}\"] and restart.",
                         seen.peer, seen.peer)}};
  }
  if (!trusted.empty()) {
    return {{Health::remark, subject,
             "server.trusted_proxies is set, but no proxy stands before the public address. Remove"
             " what is not there."}};
  }
  return {{Health::good, subject, "None: callers are seen as they are."}};
}

std::vector<Finding> look_at_proxy(const Installation& installation) {
  if (!installation.outside) return {};
  return judge_proxy(*installation.outside, installation.settings);
}

}  // namespace sallyport::app::doctor
