#include "app/cli/audit_verify.hpp"

#include <fmt/format.h>

#include "core/audit/verify.hpp"
#include "kit/json/json.hpp"

namespace sallyport::app::cli {
namespace {

std::string json_of(const audit::Problem& problem) {
  return json::Object{}.add("sequence", problem.sequence).add("sentence", problem.sentence).text();
}

void print_words(const audit::Verdict& verdict, const std::string& file) {
  for (const audit::Problem& problem : verdict.problems) {
    print(problem.sequence > 0
              ? fmt::format("WRONG  at entry {}: {}.", problem.sequence, problem.sentence)
              : fmt::format("WRONG  {}.", problem.sentence));
  }
  const auto untold = verdict.problems_in_all - static_cast<std::int64_t>(verdict.problems.size());
  if (untold > 0) print(fmt::format("WRONG  and {} more like these.", untold));
  if (verdict.problems_in_all > 0) {
    print(
        "Keep a copy of the database and of the checkpoint file as they are. docs/operate/audit.md"
        " says how to find out what happened.");
    return;
  }
  if (verdict.last == 0) return print("good   Nothing is in the chain yet.");
  print(
      fmt::format("good   Entries {} to {} are as they were recorded; {} checkpoints hold,"
                  " also against {}.",
                  verdict.first, verdict.last, verdict.checkpoints, file));
  if (verdict.forgotten > 0) {
    print(fmt::format("good   Of {} entries who it was has been forgotten, as it may be.",
                      verdict.forgotten));
  }
  if (verdict.unsigned_yet > 0) {
    print(
        fmt::format("good   {} entries come after the newest checkpoint; the portal signs within"
                    " a minute.",
                    verdict.unsigned_yet));
  }
  if (verdict.unsealed > 0) {
    print(
        fmt::format("good   {} events wait to be put into the chain; the portal does so within a"
                    " second, while it runs.",
                    verdict.unsealed));
  }
}

}  // namespace

bool verify_audit(Opened& opened, Form form) {
  const auto kept = audit::read_checkpoint_file(opened.settings.checkpoint_file);
  const auto verdict = audit::verify(*opened.database, audit::public_keys_of(opened.keys.audit_key),
                                     kept, opened.deed().now);
  const bool whole = verdict.problems_in_all == 0;
  if (form == Form::json) {
    print(json::Object{}
              .add("whole", whole)
              .add("first", verdict.first)
              .add("last", verdict.last)
              .add("checkpoints", verdict.checkpoints)
              .add("forgotten", verdict.forgotten)
              .add("unsigned", verdict.unsigned_yet)
              .add("unsealed", verdict.unsealed)
              .add("problems_in_all", verdict.problems_in_all)
              .add_written("problems", json::array(verdict.problems, json_of))
              .text());
  } else {
    print_words(verdict, opened.settings.checkpoint_file.string());
  }
  return whole;
}

}  // namespace sallyport::app::cli
