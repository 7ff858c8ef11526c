#include "features/factors/pocket/doorbell.hpp"

namespace sallyport::pocket {

void ring(const site::Site&, const std::vector<device::Ringing>&, Ring) {}

}  // namespace sallyport::pocket
