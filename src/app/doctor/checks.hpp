// All checks, by name; each says in its own file what it looks at.
#pragma once

#include "app/doctor/doctor.hpp"

namespace sallyport::app::doctor {

// settings_check.cpp
[[nodiscard]] std::vector<Finding> look_at_settings(const Installation&);
// date_check.cpp
[[nodiscard]] std::vector<Finding> look_at_date(const Installation&);
// address_check.cpp
[[nodiscard]] std::vector<Finding> look_at_address(const Installation&);
// proxy_check.cpp
[[nodiscard]] std::vector<Finding> look_at_proxy(const Installation&);
// cookies_check.cpp
[[nodiscard]] std::vector<Finding> look_at_cookies(const Installation&);
[[nodiscard]] std::vector<Finding> look_at_headers(const Installation&);
// clock_check.cpp
[[nodiscard]] std::vector<Finding> look_at_clock(const Installation&);
// storage_check.cpp
[[nodiscard]] std::vector<Finding> look_at_storage(const Installation&);
// domain_check.cpp
[[nodiscard]] std::vector<Finding> look_at_domain(const Installation&);
// overrides_check.cpp
[[nodiscard]] std::vector<Finding> look_at_overrides(const Installation&);
// places_check.cpp
[[nodiscard]] std::vector<Finding> look_at_places(const Installation&);
// certificate_check.cpp
[[nodiscard]] std::vector<Finding> look_at_certificate(const Installation&);
// keys_check.cpp
[[nodiscard]] std::vector<Finding> look_at_keys(const Installation&);
// database_check.cpp
[[nodiscard]] std::vector<Finding> look_at_database(const Installation&);
// audit_check.cpp
[[nodiscard]] std::vector<Finding> look_at_audit(const Installation&);
// mail_check.cpp
[[nodiscard]] std::vector<Finding> look_at_mail(const Installation&);

}  // namespace sallyport::app::doctor
