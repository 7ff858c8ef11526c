// All checks, by name; each says in its own file what it looks at.
#pragma once

#include "app/doctor/doctor.hpp"

namespace sallyport::app::doctor {

// settings_check.cpp
[[nodiscard]] std::vector<Finding> look_at_settings(const Installation&);
[[nodiscard]] std::vector<Finding> look_at_address(const Installation&);
// date_check.cpp
[[nodiscard]] std::vector<Finding> look_at_date(const Installation&);
// overrides_check.cpp
[[nodiscard]] std::vector<Finding> look_at_overrides(const Installation&);
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
