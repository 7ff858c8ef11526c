// Recovery codes as their owner meets them: shown once, kept as text or on paper, made anew.
#pragma once

#include "site/factor.hpp"
#include "site/routes.hpp"

namespace sallyport::recovery_code {

inline constexpr const char* codes_page = "/account-security/two-factor/recovery-codes";

/// With so many left or fewer, new ones are suggested.
inline constexpr std::int64_t few = 3;

/// Ten fresh codes, already hashed (a third of a second of work), to be recorded and shown.
[[nodiscard]] site::Spare make_codes(const site::Site&, AccountId);

class RecoveryCodePages {
 public:
  void routes(site::Routes&);

 private:
  http::Response show(const site::SignedIn&);
  http::Response make_new(const site::MayChangeFactors&);
  http::Response download(const site::Activating&);
};

}  // namespace sallyport::recovery_code
