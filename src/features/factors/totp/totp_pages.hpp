// Activating an authenticator app, and what its owner may do with it afterwards.
#pragma once

#include <string>

#include "base/id.hpp"
#include "site/factor.hpp"
#include "site/routes.hpp"

namespace sallyport::totp {

inline constexpr const char* activation_page = "/account-security/two-factor/code";
[[nodiscard]] std::string app_page(AuthenticatorId);

/// So many apps an account may have.
inline constexpr std::size_t most_authenticators = 10;

/// The name as it is kept: without spaces around it; nothing when it is empty, longer than 60
/// letters, or holds what is no letter.
[[nodiscard]] std::optional<std::string> app_name(std::string_view typed);
/// `wanted`, with a number behind it when it is taken: "Authenticator app 2".
[[nodiscard]] std::string free_name(const std::vector<std::string>& taken,
                                    const std::string& wanted);

class TotpPages {
 public:
  explicit TotpPages(const site::Factor& factor) : factor_(factor) {}
  void routes(site::Routes&);

 private:
  http::Response show(const site::MayChangeFactors&);
  http::Response activate(const site::MayChangeFactors&);
  http::Response activate_again(const site::Outdated<site::MayChangeFactors>&);
  http::Response show_app(const site::SignedIn&);
  http::Response rename(const site::SignedIn&);
  http::Response rename_again(const site::Outdated<site::SignedIn>&);
  http::Response remove(const site::MayChangeFactors&);

  const site::Factor& factor_;
};

}  // namespace sallyport::totp
