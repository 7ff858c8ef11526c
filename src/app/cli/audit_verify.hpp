// sallyport audit verify
#pragma once

#include "app/cli/open.hpp"

namespace sallyport::app::cli {

/// Looks at every entry, checkpoint and the checkpoint file. False when something is not as it was
/// recorded.
[[nodiscard]] bool verify_audit(Opened&, Form);

}  // namespace sallyport::app::cli
