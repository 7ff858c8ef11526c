// Will others believe that emails come from us? SPF, DKIM and DMARC of the sending domain.
//
// Source  RFC 7208 §4.5 (one SPF record), §5.1 (all), RFC 6376 §3.6.1 (key records), RFC 7489 §6.1
//         (policy records) and §6.6.3 (where they stand).
#include <fmt/format.h>

#include <algorithm>

#include "app/doctor/checks.hpp"
#include "app/doctor/judgements.hpp"

namespace sallyport::app::doctor {
namespace {

constexpr const char* subject = "domain";

/// In small letters, without spaces at the end and behind what separates.
std::string plain(std::string_view record) {
  std::string text;
  for (const char letter : record) {
    if (letter >= 'A' && letter <= 'Z') {
      text += static_cast<char>(letter - 'A' + 'a');
    } else if (letter != ' ' || (!text.empty() && text.back() != ' ' && text.back() != ';')) {
      text += letter;
    }
  }
  while (!text.empty() && (text.back() == ' ' || text.back() == ';')) text.pop_back();
  return text;
}

std::vector<std::string> beginning_with(std::string_view start, const dns::Texts& texts) {
  std::vector<std::string> found;
  for (const auto& record : texts.records) {
    std::string text = plain(record);
    const bool whole = text.size() == start.size() ||
                       (text.size() > start.size() &&
                        std::string_view{" ;"}.find(text[start.size()]) != std::string_view::npos);
    if (text.starts_with(start) && whole) found.push_back(std::move(text));
  }
  return found;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// The value of "tag=value" between semicolons; nothing when it does not stand there.
std::optional<std::string> value_of(std::string_view tag, std::string_view record) {
  while (!record.empty()) {
    const auto end = std::min(record.find(';'), record.size());
    const auto pair = record.substr(0, end);
    record.remove_prefix(std::min(end + 1, record.size()));
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && trimmed(pair.substr(0, equals)) == tag) {
      return std::string{trimmed(pair.substr(equals + 1))};
    }
  }
  return std::nullopt;
}

Finding judge_spf(const DomainFacts& facts) {
  const auto records = beginning_with("v=spf1", facts.at_envelope);
  const std::string advice = fmt::format("{}. TXT \"v=spf1 {} -all\"", facts.envelope,
                                         facts.server == "localhost" || Address::parse(facts.server)
                                             ? "mx"
                                             : "a:" + facts.server + " mx");
  if (records.empty()) {
    return {Health::remark, subject,
            fmt::format("{} has no SPF record: many take such emails for spam. If only {} and the"
                        " domain's own mail servers send, add: {}",
                        facts.envelope, facts.server, advice)};
  }
  if (records.size() > 1) {
    return {Health::wrong, subject,
            fmt::format("{} has {} SPF records, so none counts. Put them together into one.",
                        facts.envelope, records.size())};
  }
  const std::string& record = records.front();
  if (record.ends_with(" -all") || record.ends_with(" ~all") ||
      record.find(" redirect=") != std::string::npos) {
    return {Health::good, subject,
            fmt::format("SPF of {}: {}. That it names {} is for you to see.", facts.envelope,
                        record, facts.server)};
  }
  return {Health::remark, subject,
          fmt::format("The SPF record of {} forbids nobody to send in its name: {}. Let it end in"
                      " ~all, and in -all once you know that it names all who send.",
                      facts.envelope, record)};
}

Finding judge_dkim(const DomainFacts& facts) {
  if (facts.selector.empty()) {
    return {Health::unknown, subject,
            "DKIM: set mail.dkim_selector to the selector under which your mail server signs, and"
            " its record is looked for."};
  }
  const std::string at = fmt::format("{}._domainkey.{}", facts.selector, facts.sender);
  if (facts.key.records.empty()) {
    return {Health::wrong, subject,
            fmt::format("No DKIM key at {}: signatures under that selector do not count. Add, with"
                        " the public key of your mail server: {}. TXT \"v=DKIM1; k=rsa; p=...\"",
                        at, at)};
  }
  if (facts.key.records.size() > 1) {
    return {Health::wrong, subject,
            fmt::format("There are {} records at {}: which one counts is chance. Leave one.",
                        facts.key.records.size(), at)};
  }
  const auto key = value_of("p", plain(facts.key.records.front()));
  if (!key || key->empty()) {
    return {
        Health::wrong, subject,
        fmt::format("The DKIM record at {} holds no key (p=), which means withdrawn. Publish the"
                    " key your mail server signs with, or sign under another selector.",
                    at)};
  }
  return {Health::good, subject, fmt::format("DKIM: a key stands at {}.", at)};
}

Finding judge_dmarc(const DomainFacts& facts) {
  const auto records = beginning_with("v=dmarc1", facts.policy);
  if (records.empty()) {
    return {
        Health::remark, subject,
        fmt::format("{0} has no DMARC record: others may write in your name, and large providers"
                    " refuse. Add: _dmarc.{0}. TXT \"v=DMARC1; p=none; rua=mailto:postmaster@{0}\""
                    " and, when the reports show only yours, p=quarantine.",
                    facts.sender)};
  }
  if (records.size() > 1) {
    return {Health::wrong, subject,
            fmt::format("There are {} DMARC records at {}, so none counts. Leave one.",
                        records.size(), facts.policy_at)};
  }
  const auto policy = value_of("p", records.front());
  if (policy == "quarantine" || policy == "reject") {
    return {Health::good, subject, fmt::format("DMARC: p={} at {}.", *policy, facts.policy_at)};
  }
  if (policy == "none") {
    return {
        Health::remark, subject,
        fmt::format("DMARC at {} only watches (p=none): emails in your name that are not yours are"
                    " let through. When the reports show only yours, set p=quarantine.",
                    facts.policy_at)};
  }
  return {
      Health::wrong, subject,
      fmt::format("The DMARC record at {} has no policy that counts ({}). Set p=none, p=quarantine"
                  " or p=reject.",
                  facts.policy_at, records.front())};
}

/// The policy of a domain stands with it or with one above it.
void look_for_policy(DomainFacts& facts, const std::optional<dns::Server>& server) {
  std::string domain = facts.sender;
  while (true) {
    facts.policy_at = "_dmarc." + domain;
    facts.policy = dns::texts_of(facts.policy_at, server);
    if (!facts.policy.known || !beginning_with("v=dmarc1", facts.policy).empty()) return;
    domain = domain.substr(std::min(domain.find('.') + 1, domain.size()));
    if (domain.find('.') == std::string::npos) return;
  }
}

}  // namespace

std::vector<Finding> judge_domain(const DomainFacts& facts) {
  const bool all_known =
      facts.at_envelope.known && facts.policy.known && (facts.selector.empty() || facts.key.known);
  if (!all_known) {
    return {
        {Health::remark, subject,
         fmt::format("No name server told about {}: whether SPF, DKIM and DMARC are in order is not"
                     " known. Can this machine ask DNS (/etc/resolv.conf)?",
                     facts.at_envelope.known ? facts.sender : facts.envelope)}};
  }
  return {judge_spf(facts), judge_dkim(facts), judge_dmarc(facts)};
}

std::vector<Finding> look_at_domain(const Installation& installation) {
  const Settings& settings = installation.settings;
  if (!settings.smtp) return {};  // emails go nowhere
  const auto& server = installation.looks.name_server;
  DomainFacts facts{.sender = std::string{settings.sender.address.domain()},
                    .envelope = std::string{settings.smtp->envelope_sender.domain()},
                    .server = settings.smtp->server,
                    .selector = settings.dkim_selector,
                    .at_envelope = {},
                    .policy_at = {},
                    .policy = {},
                    .key = {}};
  facts.at_envelope = dns::texts_of(facts.envelope, server);
  // Each look without an answer takes seconds: one is enough.
  if (facts.at_envelope.known) look_for_policy(facts, server);
  if (facts.policy.known && !facts.selector.empty()) {
    facts.key = dns::texts_of(facts.selector + "._domainkey." + facts.sender, server);
  }
  return judge_domain(facts);
}

}  // namespace sallyport::app::doctor
