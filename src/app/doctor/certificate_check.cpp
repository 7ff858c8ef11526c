#include <fmt/format.h>

#include "app/doctor/checks.hpp"

namespace sallyport::app::doctor {
namespace {

/// Renewals begin a month before the end; one that has not come by now will not come by itself.
constexpr std::chrono::days soon{14};

}  // namespace

std::vector<Finding> look_at_certificate(const Installation& installation) {
  const auto& tls = installation.settings.tls;
  if (!tls) return {};  // a proxy's, which we cannot see
  const auto expires = tls::expiry_of(tls->files, tls->host, installation.now);
  if (!expires)
    return {{Health::wrong, "certificate", "In the settings of TLS: " + expires.error()}};
  const auto left = std::chrono::floor<std::chrono::days>(*expires - installation.now);
  if (left < soon) {
    return {{Health::remark, "certificate",
             fmt::format("{} expires in {} days, on {}. Look whether its renewal still runs.",
                         tls->files.certificate.string(), left.count(), rfc3339(*expires))}};
  }
  return {{Health::good, "certificate",
           fmt::format("{} is for {} and counts until {}.", tls->files.certificate.string(),
                       tls->host, rfc3339(*expires))}};
}

}  // namespace sallyport::app::doctor
