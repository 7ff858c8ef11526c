// A phone that unlinks itself.
#pragma once

#include "core/device/device.hpp"
#include "site/site.hpp"

namespace sallyport::pocket {

enum class Ended { done, needed };  // needed: the only second factor, and one is required

/// Its owner is told. With the last factor goes what helps out beside it.
[[nodiscard]] Ended end_by_itself(db::Write&, const site::Site&, const audit::Deed&,
                                  const device::Device&);

}  // namespace sallyport::pocket
