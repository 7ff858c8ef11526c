// All events of the audit log: one table, from which docs/events.md is made.
#pragma once

#include <span>
#include <string_view>

namespace sallyport::audit {

enum class Event {
  organisation_added,
  contact_added,
  contact_email_changed,
  contact_changed,
  contact_removed,
  roles_changed,
  access_given,
  access_withdrawn,
  invited,
  link_opened,
  link_refused,
  reset_requested,
  reset_link_sent,
  reset_link_refused,
  password_set,
  password_changed,
  password_accepted,
  password_refused,
  password_rehashed,
  factor_accepted,
  factor_refused,
  factor_paused,
  signed_in,
  signed_off,
  session_ended,
  organisation_chosen,
  confirmed,
  confirmation_refused,
  code_mailed,
  browser_remembered,
  browser_forgotten,
  new_browser,
  new_place,
  limit_reached,
  authenticator_added,
  authenticator_renamed,
  authenticator_removed,
  recovery_codes_made,
  recovery_codes_removed,
  letter_refused,
  letter_bounced,
  letter_retried,
  notice_set,
  notice_cleared,
  recovery_code_used,
  clock_stepped,
  person_forgotten,
  key_rotated,
  key_retired,
  objected,
  objection_refused,
  password_revoked,
  organisation_date_set,
  organisation_date_cleared,
  exemption_granted,
  exemption_ended,
  person_brought,
  people_import_begun,
  people_import_finished,
  factors_reset,
  challenge_begun,
  challenge_answered,
  challenge_reported,
  device_linked,
  device_suspended,
  device_resumed,
  device_moved,
  device_ended,
  device_renamed,
  device_key_changed,
};

struct EventRow {
  Event event;
  std::string_view name;      // in the database, never changed
  std::string_view sentence;  // for docs/events.md
};

[[nodiscard]] std::span<const EventRow> events();
[[nodiscard]] std::string_view name_of(Event);

}  // namespace sallyport::audit
