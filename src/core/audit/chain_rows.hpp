// For this folder only: an event as a row gives it.
#pragma once

#include "core/audit/chain.hpp"

namespace sallyport::audit {

/// Of a row with all columns of `audit_event`.
[[nodiscard]] Recorded recorded_of(const db::Row&);

}  // namespace sallyport::audit
