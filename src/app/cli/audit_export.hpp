// sallyport audit export: the audit log as JSON lines that an outsider can verify.
//
// Source  docs/audit-format.md, which describes what is printed.
#pragma once

#include <optional>

#include "app/cli/open.hpp"

namespace sallyport::app::cli {

enum class Persons { shown, left_out };

/// From the first entry of `from` to the last one before `to` (days, UTC), and the checkpoints
/// about them.
void export_audit(Opened&, const std::optional<Day>& from, const std::optional<Day>& to, Persons);

}  // namespace sallyport::app::cli
