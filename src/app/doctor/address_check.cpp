// Does the public address lead to this installation?
#include <fmt/format.h>

#include "app/doctor/checks.hpp"
#include "app/doctor/judgements.hpp"

namespace sallyport::app::doctor {
namespace {

using call::Outcome;

constexpr const char* subject = "address";

Finding wrong(std::string sentence) { return {Health::wrong, subject, std::move(sentence)}; }

/// What keeps anybody from getting an answer there; nothing when there was one.
std::optional<Finding> judge_way(const call::Answer& answer, const Settings& settings) {
  const std::string& address = settings.portal.public_address;
  switch (answer.outcome) {
    case Outcome::answered:
      return std::nullopt;
    case Outcome::no_address:
      return wrong(
          fmt::format("The name in {} has no address in DNS as this machine asks it. Add an A or"
                      " AAAA record for it, or correct public_address.",
                      address));
    case Outcome::refused:
      return wrong(
          fmt::format("Nobody answers at {} ({}). {}", address, answer.problem,
                      needs_proxy(settings)
                          ? fmt::format("Start the proxy and let it listen there; the portal itself"
                                        " is behind it at {}.",
                                        listening_at(settings))
                          : fmt::format("The portal listens at {}: does the port fit"
                                        " public_address, and does no firewall stand between?",
                                        listening_at(settings))));
    case Outcome::too_slow:
      return wrong(
          fmt::format("{} does not answer in time. Does a firewall stand between, or does the name"
                      " lead to another machine? ({})",
                      address, answer.problem));
    case Outcome::certificate_refused:
      return wrong(
          fmt::format("Browsers will refuse the certificate of {}: {}. Let it be renewed, for this"
                      " name, with those that lead to its issuer. If only your own machines shall"
                      " trust it, name its authority with --authorities.",
                      address, answer.problem));
    case Outcome::no_tls:
      return wrong(
          fmt::format("What listens at {} does not speak https ({}). Does public_address name the"
                      " right port?",
                      address, answer.problem));
    case Outcome::broken_off:
      return wrong(fmt::format("The conversation with {} broke off: {}.", address, answer.problem));
  }
  throw Bug("every outcome is judged");
}

/// Something answered that could not prove to be us.
Finding judge_stranger(const call::Answer& answer, const Settings& settings) {
  const std::string& address = settings.portal.public_address;
  if (answer.status >= 300 && answer.status < 400) {
    const auto target = answer.header("Location");
    return wrong(
        fmt::format("{} sends browsers on to {}. Set public_address to the address at which people"
                    " arrive in the end, or let the proxy answer here itself.",
                    address, target.empty() ? "nowhere" : target.front()));
  }
  switch (answer.status) {
    case 400:
      return wrong(
          fmt::format("{} answers 400. A proxy that sends X-Forwarded-For twice, or with what is no"
                      " address, is answered so: let it set the header once, in place of what the"
                      " caller sent (docs/operate/proxy.md).",
                      address));
    case 421:
      return wrong(
          fmt::format("{} answers 421: the name does not arrive there. Let the proxy hand Host on"
                      " as the browser sent it (docs/operate/proxy.md).",
                      address));
    case 502:
    case 503:
    case 504:
      return wrong(
          fmt::format("The proxy at {} answers {}: it does not reach the portal. Let it pass"
                      " requests to {}.",
                      address, answer.status, listening_at(settings)));
    default:
      return wrong(fmt::format(
          "Somebody else answers at {} (status {}), not this installation. Does the name"
          " lead to this machine, does the proxy pass it to {}, and does no other"
          " installation with other keys run there?",
          address, answer.status, listening_at(settings)));
  }
}

Finding judge_reflection(const health::Reflection& seen, const Settings& settings) {
  const std::string& address = settings.portal.public_address;
  if (seen.public_address != address) {
    return wrong(
        fmt::format("{} leads here, but the portal that runs was started when public_address was"
                    " {}. Restart it.",
                    address, seen.public_address));
  }
  const std::string authority = authority_of(settings);
  if (seen.host != authority) {
    return wrong(
        fmt::format("{} leads here, but with \"{}\" as its Host header in place of \"{}\": every"
                    " page is answered 421. Let the proxy hand Host on as the browser sent it"
                    " (nginx: proxy_set_header Host $http_host).",
                    address, seen.host, authority));
  }
  if (settings.portal.is_https()) {
    return {Health::good, subject, fmt::format("{} leads to this installation.", address)};
  }
  return {Health::remark, subject,
          fmt::format("{} leads to this installation over plain http: good for trying out on this"
                      " machine, not for anybody else.",
                      address)};
}

}  // namespace

std::vector<Finding> judge_address(const Outside& outside, const Settings& settings) {
  const bool runs = outside.here.answer.outcome == Outcome::answered;
  const call::Answer& there = outside.there.answer;
  if (outside.there.reflection) return {judge_reflection(*outside.there.reflection, settings)};
  if (!runs) {
    std::vector<Finding> findings{
        {Health::remark, subject,
         fmt::format("The portal does not run: nobody answers at {}. What is told of its address is"
                     " incomplete; start it (`sallyport serve`) and look again.",
                     listening_at(settings))}};
    // These are so whether it runs or not.
    if (there.outcome == Outcome::no_address || there.outcome == Outcome::certificate_refused) {
      findings.push_back(*judge_way(there, settings));
    }
    return findings;
  }
  if (!outside.here.reflection) {
    return {wrong(
        fmt::format("What listens at {} is not this installation: another program, or one with"
                    " other keys or of an earlier version. Stop it, or change server.listen.",
                    listening_at(settings)))};
  }
  if (auto finding = judge_way(there, settings)) return {std::move(*finding)};
  return {judge_stranger(there, settings)};
}

std::vector<Finding> look_at_address(const Installation& installation) {
  if (!installation.outside) {
    return {{Health::unknown, subject,
             fmt::format("{} could not be looked at without the keys.",
                         installation.settings.portal.public_address)}};
  }
  return judge_address(*installation.outside, installation.settings);
}

}  // namespace sallyport::app::doctor
