// Judgements over what was gathered: the same facts, the same findings. Each check gathers its
// facts in its own file and hands them to one of these; tests hand in planted faults.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/doctor/doctor.hpp"
#include "app/doctor/outside.hpp"
#include "kit/dns/dns.hpp"

namespace sallyport::app::doctor {

[[nodiscard]] std::vector<Finding> judge_address(const Outside&, const Settings&);
[[nodiscard]] std::vector<Finding> judge_proxy(const Outside&, const Settings&);
[[nodiscard]] std::vector<Finding> judge_cookies(const call::Answer& sign_in_page);
[[nodiscard]] std::vector<Finding> judge_headers(const call::Answer& sign_in_page, const Settings&);

struct ClockFacts {
  Time now;
  std::optional<Time> newest_event;  // of the audit log
  std::optional<bool> synchronised;  // as the kernel says; nothing: it does not say
  std::optional<Time> elsewhere;     // what the public address said, and when by our clock
  Time heard;
};
[[nodiscard]] std::vector<Finding> judge_clock(const ClockFacts&);

struct StorageFacts {
  std::filesystem::path folder;
  std::int64_t file_system = 0;  // as statfs(2) calls it
  std::uint32_t folder_mode = 0700;
  std::vector<std::filesystem::path> open_to_others;  // of the database, its log, copies of it
  std::uintmax_t log_size = 0;                        // of the file beside it that ends in -wal
  std::string defect;                                 // what the look through the whole file found
};
[[nodiscard]] std::vector<Finding> judge_storage(const StorageFacts&);

struct DomainFacts {
  std::string sender;      // the domain that people see in emails
  std::string envelope;    // the domain that undelivered emails come back to
  std::string server;      // that hands emails on
  std::string selector;    // of the signatures; empty: not told
  dns::Texts at_envelope;  // where SPF stands
  std::string policy_at;   // where DMARC was looked for last
  dns::Texts policy;
  dns::Texts key;  // where DKIM stands
};
[[nodiscard]] std::vector<Finding> judge_domain(const DomainFacts&);

}  // namespace sallyport::app::doctor
