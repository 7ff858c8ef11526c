// sallyport factors reset
#pragma once

#include "app/cli/open.hpp"

namespace sallyport::app::cli {

/// For somebody who lost their last second factor: what it does stands in app/factors_reset.
void reset_factors(Opened&, const std::string& email, const std::string& reason, Form);

}  // namespace sallyport::app::cli
