// A phone that unlinks itself, or that nobody has seen for long.
#pragma once

#include "core/device/device.hpp"
#include "site/site.hpp"

namespace sallyport::pocket {

enum class Ended { done, needed };  // needed: the only second factor, and one is required

/// Its owner is told. With the last factor goes what helps out beside it.
[[nodiscard]] Ended end_by_itself(db::Write&, const site::Site&, const audit::Deed&,
                                  const device::Device&);

/// Ends phones that were not seen for 400 days. Their owners are told; where it was the last second
/// factor one is demanded from now on, so that time alone lets nobody in with less than before.
void end_unseen(const site::Site&, Time now);

}  // namespace sallyport::pocket
