#include "app/doctor/doctor.hpp"

#include <array>

#include "app/doctor/checks.hpp"
#include "base/bug.hpp"

namespace sallyport::app::doctor {
namespace {

constexpr std::array table = {
    Check{"settings", look_at_settings},
    Check{"address", look_at_address},
    Check{"proxy", look_at_proxy},
    Check{"cookies", look_at_cookies},
    Check{"headers", look_at_headers},
    Check{"clock", look_at_clock},
    Check{"overrides", look_at_overrides},
    Check{"places", look_at_places},
    Check{"certificate", look_at_certificate},
    Check{"keys", look_at_keys},
    Check{"database", look_at_database},
    Check{"storage", look_at_storage},
    Check{"audit", look_at_audit},
    Check{"mail", look_at_mail},
    Check{"domain", look_at_domain},
    Check{"second factor", look_at_date},
};

}  // namespace

std::string_view word(Health health) {
  switch (health) {
    case Health::good:
      return "good";
    case Health::unknown:
      return "unknown";
    case Health::remark:
      return "remark";
    case Health::wrong:
      return "WRONG";
  }
  throw Bug("every health has a word");
}

std::span<const Check> checks() { return table; }

}  // namespace sallyport::app::doctor
