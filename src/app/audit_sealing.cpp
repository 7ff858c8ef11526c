#include "app/audit_sealing.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "core/audit/checkpoint_file.hpp"
#include "core/audit/verify.hpp"

namespace sallyport::app {
namespace {

// Small enough that no sign-in waits for them behind one transaction.
constexpr std::int64_t entries_at_once = 500;
constexpr int most_rounds = 20;  // so that other jobs have their turn; the rest is next second's

}  // namespace

void AuditSealing::run(Time now) {
  seal();
  if (database_.read([&](db::Read& db) { return audit::checkpoint_due(db, now); })) sign(now);
  keep_outside();
}

void AuditSealing::close(Time now) {
  seal();
  sign(now);
  keep_outside();
}

void AuditSealing::seal() {
  for (int round = 0; round < most_rounds; ++round) {
    struct Found {
      audit::End end;
      std::vector<audit::Recorded> events;
    };
    const auto found = database_.read([](db::Read& db) {
      const audit::End end = audit::end_of_chain(db);
      return Found{.end = end, .events = audit::unsealed(db, end, entries_at_once)};
    });
    if (found.events.empty()) return;
    const auto seals = audit::seals_of(found.end, found.events);
    database_.write([&](db::Write& db) { return audit::append(db, found.end, seals); });
    if (static_cast<std::int64_t>(found.events.size()) < entries_at_once) return;
  }
}

void AuditSealing::sign(Time now) {
  const auto checkpoint =
      database_.write([&](db::Write& db) { return audit::add_checkpoint(db, signing_keys_, now); });
  if (!checkpoint) return;
  log_.write(log::Level::info, "audit_checkpoint",
             {{"number", checkpoint->number},
              {"sequence", checkpoint->sequence},
              {"hash", to_hex(checkpoint->hash)},
              {"signed_at", checkpoint->at},
              {"key", checkpoint->key_version},
              {"signature", to_base64url(checkpoint->signature)}});
}

void AuditSealing::keep_outside() {
  if (file_.empty()) return;
  if (!kept_) {
    const auto kept = audit::read_checkpoint_file(file_);
    kept_ = 0;
    if (kept) {
      for (const auto& checkpoint : kept->checkpoints) kept_ = std::max(*kept_, checkpoint.number);
    }
    const auto newest = database_.read([](db::Read& db) { return audit::newest_number(db); });
    if (*kept_ > newest) {
      log_.write(log::Level::error, "audit_log_cut_off",
                 {{"checkpoint_in_file", *kept_},
                  {"checkpoint_in_database", newest},
                  {"what_to_do", "sallyport audit verify"}});
    }
  }
  while (true) {
    const auto fresh = database_.read(
        [&](db::Read& db) { return audit::checkpoints_after(db, *kept_, entries_at_once); });
    if (fresh.empty()) return;
    audit::add_to_checkpoint_file(file_, fresh);
    kept_ = fresh.back().number;
  }
}

void sweep_audit_log(db::Database& database, const crypto::Keys& signing_keys, Time now) {
  // Whole days, so that a busy log is not truncated every ten minutes.
  const Time before = std::chrono::floor<std::chrono::days>(now - audit::entries_kept);
  const Time persons_before = now - audit::personal_values_kept;
  const auto in_rounds = [&](auto&& some) {
    for (int round = 0; round < most_rounds; ++round) {
      if (database.write(some) < entries_at_once) return;
    }
  };
  in_rounds([&](db::Write& db) {
    return audit::truncate(db, signing_keys, before, now, entries_at_once);
  });
  in_rounds(
      [&](db::Write& db) { return audit::forget_persons(db, persons_before, entries_at_once); });
}

}  // namespace sallyport::app
