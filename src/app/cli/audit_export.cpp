#include "app/cli/audit_export.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "core/audit/verify.hpp"
#include "kit/json/json.hpp"

namespace sallyport::app::cli {
namespace {

constexpr std::int64_t at_once = 1000;

json::Object with_person(json::Object&& line, const audit::Chained& entry) {
  if (!entry.personal || !entry.personal->salt) return std::move(line);
  return std::move(line)
      .add("salt", to_hex(*entry.personal->salt))
      .add("address", entry.personal->address)
      .add("words", entry.personal->words);
}

std::string line_of(const audit::Chained& entry, Persons persons) {
  const audit::Recorded& event = *entry.event;
  auto line = json::Object{}
                  .add("kind", "entry")
                  .add("sequence", entry.sequence)
                  .add("hash", to_hex(entry.hash))
                  .add("id", to_crockford(event.id))
                  .add("position", event.position)
                  .add("at", event.at)
                  .add("time", rfc3339(at_unix_seconds(event.at)))
                  .add("event", event.event)
                  .add("actor", event.actor)
                  .add("account", to_crockford(event.account))
                  .add("organisation", to_crockford(event.organisation))
                  .add("contact", to_crockford(event.contact))
                  .add("detail", event.detail)
                  .add("request", event.request)
                  .add("commitment", to_hex(event.commitment));
  if (persons == Persons::left_out) return line.text();
  return with_person(std::move(line), entry).text();
}

std::string json_of(const audit::Checkpoint& checkpoint) {
  return json::Object{}
      .add("kind", "checkpoint")
      .add("number", checkpoint.number)
      .add("sequence", checkpoint.sequence)
      .add("hash", to_hex(checkpoint.hash))
      .add("at", checkpoint.at)
      .add("key", checkpoint.key_version)
      .add("signature", to_base64url(checkpoint.signature))
      .text();
}

/// `checkpoints`: those that stand in the export; by the number before the first an outsider sees
/// that none was left out.
std::string head_of(Opened& opened, const audit::End& before,
                    const std::vector<audit::Checkpoint>& checkpoints) {
  json::Object keys;
  for (const auto& [version, key] : audit::public_keys_of(opened.keys.audit_key)) {
    static_cast<void>(std::move(keys).add(fmt::to_string(version), to_base64url(key)));
  }
  return json::Object{}
      .add("kind", "head")
      .add("format", "sallyport audit 1")
      .add("portal", opened.settings.portal.public_address)
      .add("exported_at", rfc3339(opened.deed().now))
      .add("previous_sequence", before.sequence)
      .add("previous_hash", to_hex(before.hash))
      .add("previous_checkpoint", checkpoints.empty() ? 0 : checkpoints.front().number - 1)
      .add_written("public_keys", keys.text())
      .text();
}

}  // namespace

void export_audit(Opened& opened, const std::optional<Day>& from, const std::optional<Day>& to,
                  Persons persons) {
  const auto start = [](const Day& day) { return Time{std::chrono::sys_days{day}}; };
  const auto range = opened.database->read([&](db::Read& db) {
    return audit::range_of(db, from ? start(*from) : at_unix_seconds(0),
                           to ? start(*to) : Time::max());
  });
  const auto checkpoints = opened.database->read([&](db::Read& db) {
    return audit::checkpoints_about(db, range.before.sequence, range.last);
  });
  print(head_of(opened, range.before, checkpoints));
  auto next = checkpoints.begin();
  for (std::int64_t done = range.before.sequence; done < range.last;) {
    const auto entries = opened.database->read(
        [&](db::Read& db) { return audit::entries_after(db, done, at_once); });
    if (entries.empty()) break;
    for (const audit::Chained& entry : entries) {
      if (entry.sequence > range.last) return;
      if (!entry.event) {
        throw Refused(fmt::format(
            "Entry {} was taken out of the audit log: `sallyport audit verify` says more.",
            entry.sequence));
      }
      print(line_of(entry, persons));
      for (; next != checkpoints.end() && next->sequence <= entry.sequence; ++next)
        print(json_of(*next));
      done = entry.sequence;
    }
  }
}

}  // namespace sallyport::app::cli
