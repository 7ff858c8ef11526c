// Verification codes count for thirty seconds: does the clock tell the time?
#include <fmt/format.h>
#include <sys/timex.h>

#include "app/doctor/checks.hpp"
#include "app/doctor/judgements.hpp"
#include "core/audit/audit.hpp"
#include "kit/db/migrate.hpp"

namespace sallyport::app::doctor {
namespace {

using std::chrono::seconds;

constexpr const char* subject = "clock";

/// A code counts one step of 30 seconds early or late.
constexpr seconds codes_bear{30};
/// Answers are on their way for a while, and tell whole seconds.
constexpr seconds agreement{5};
/// Further behind the portal does not start (app/clock.hpp).
constexpr std::chrono::minutes portal_bears{5};

std::optional<bool> kernel_says_synchronised() {
  timex state{};  // asks only: no mode is set
  const int result = ::adjtimex(&state);
  if (result < 0) return std::nullopt;
  return result != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

std::optional<Finding> judge_newest_event(const ClockFacts& facts) {
  if (!facts.newest_event || *facts.newest_event <= facts.now + codes_bear) return std::nullopt;
  const bool far = *facts.newest_event > facts.now + portal_bears;
  return Finding{
      far ? Health::wrong : Health::remark, subject,
      fmt::format("The clock says {}, but the audit log's newest event was recorded at {}: it is"
                  " behind, or was ahead then.{} Set it (`timedatectl`, `chronyc makestep`).",
                  rfc3339(facts.now), rfc3339(*facts.newest_event),
                  far ? " The portal does not start so." : "")};
}

std::optional<Finding> judge_elsewhere(const ClockFacts& facts) {
  if (!facts.elsewhere) return std::nullopt;
  const seconds ahead = facts.heard - *facts.elsewhere;
  if (std::chrono::abs(ahead) <= agreement) return std::nullopt;
  return Finding{
      std::chrono::abs(ahead) > codes_bear ? Health::wrong : Health::remark, subject,
      fmt::format(
          "This machine's clock is {} seconds {} that of what answers at the public address."
          " Verification codes bear {}: let both be set by a time server.",
          std::chrono::abs(ahead).count(), ahead > seconds{0} ? "ahead of" : "behind",
          codes_bear.count())};
}

}  // namespace

std::vector<Finding> judge_clock(const ClockFacts& facts) {
  std::vector<Finding> findings;
  if (auto finding = judge_newest_event(facts)) findings.push_back(std::move(*finding));
  if (auto finding = judge_elsewhere(facts)) findings.push_back(std::move(*finding));
  if (facts.synchronised == false) {
    findings.push_back(
        {Health::remark, subject,
         "No time server sets this machine's clock, as its kernel says. When it is 30 seconds off"
         " nobody's verification codes count: install chrony or switch on systemd-timesyncd, or"
         " look whether the machine around this one does it."});
  }
  if (!findings.empty()) return findings;
  if (!facts.synchronised) {
    return {{Health::unknown, subject, "The kernel does not tell whether a time server sets it."}};
  }
  return {{Health::good, subject, "It is set by a time server."}};
}

std::vector<Finding> look_at_clock(const Installation& installation) {
  ClockFacts facts{.now = installation.now,
                   .newest_event = {},
                   .synchronised = kernel_says_synchronised(),
                   .elsewhere = {},
                   .heard = installation.now};
  // An older database may not have the table yet.
  const auto newest = static_cast<int>(db::embedded_migrations().size());
  if (installation.database != nullptr && db::schema_version(*installation.database) == newest) {
    facts.newest_event = installation.database->read(audit::newest_moment);
  }
  if (installation.outside) {
    const call::Answer& answer = installation.outside->there.answer;
    const auto dates = answer.header("Date");
    if (dates.size() == 1) facts.elsewhere = call::read_http_date(dates.front());
    facts.heard = answer.received;
  }
  return judge_clock(facts);
}

}  // namespace sallyport::app::doctor
