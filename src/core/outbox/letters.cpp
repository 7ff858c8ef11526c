#include <algorithm>
#include <array>

#include "core/outbox/outbox.hpp"

namespace sallyport::outbox {
namespace {

struct Row {
  Kind kind;
  std::string_view name;
};

constexpr std::array rows = {
    Row{Kind::invitation, "invitation"},
    Row{Kind::access_given, "access_given"},
    Row{Kind::password_reset, "password_reset"},
    Row{Kind::password_set, "password_set"},
    Row{Kind::authenticator_added, "authenticator_added"},
    Row{Kind::authenticator_removed, "authenticator_removed"},
    Row{Kind::recovery_codes_made, "recovery_codes_made"},
    Row{Kind::recovery_code_used, "recovery_code_used"},
    Row{Kind::activation_code, "activation_code"},
    Row{Kind::new_browser, "new_browser"},
    Row{Kind::new_place, "new_place"},
    Row{Kind::email_changed, "email_changed"},
    Row{Kind::objection_done, "objection_done"},
    Row{Kind::objection_noted, "objection_noted"},
    Row{Kind::wrong_passwords, "wrong_passwords"},
    Row{Kind::wrong_codes, "wrong_codes"},
    Row{Kind::factors_reset, "factors_reset"},
    Row{Kind::codes_stopped, "codes_stopped"},
    Row{Kind::browser_forgotten, "browser_forgotten"},
    Row{Kind::session_replaced, "session_replaced"},
    Row{Kind::access_withdrawn, "access_withdrawn"},
    Row{Kind::device_moved, "device_moved"},
    Row{Kind::device_suspended, "device_suspended"},
    Row{Kind::sign_in_reported, "sign_in_reported"},
    Row{Kind::suspension_reported, "suspension_reported"},
};

}  // namespace

std::string_view name_of(Kind kind) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.kind == kind; });
  check(found != rows.end(), "every kind of letter has a name");
  return found->name;
}

std::vector<Kind> kinds() {
  std::vector<Kind> all;
  for (const Row& row : rows) all.push_back(row.kind);
  return all;
}

}  // namespace sallyport::outbox
