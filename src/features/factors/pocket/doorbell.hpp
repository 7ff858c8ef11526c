// Ringing phones: a notification that says only that something waits in Pocket.
//
// Source  docs/pocket-protocol.md, "The doorbell". Never waited for, and nothing depends on it.
#pragma once

#include <vector>

#include "core/device/subscription.hpp"
#include "site/site.hpp"

namespace sallyport::pocket {

enum class Ring { request, test };

/// To be called after the commit of what it rings for.
void ring(const site::Site&, const std::vector<device::Ringing>&, Ring);

}  // namespace sallyport::pocket
