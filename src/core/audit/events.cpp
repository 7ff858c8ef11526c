#include "core/audit/events.hpp"

#include <algorithm>
#include <array>

#include "base/bug.hpp"

namespace sallyport::audit {
namespace {

constexpr std::array rows = {
    EventRow{Event::organisation_added, "organisation_added", "An organisation was added."},
    EventRow{Event::contact_added, "contact_added", "A contact person was recorded."},
    EventRow{Event::contact_email_changed, "contact_email_changed",
             "A contact person's email address was changed; the old one lost its access there."},
    EventRow{Event::contact_changed, "contact_changed",
             "A contact person's name, telephone or position was changed; the detail says what."},
    EventRow{Event::contact_removed, "contact_removed",
             "A contact person was deleted; access, if there was any, ended before."},
    EventRow{Event::roles_changed, "roles_changed",
             "A contact person got roles or lost them; the detail says which: \"+finance "
             "-administrator\"."},
    EventRow{Event::access_given, "access_given",
             "A contact person may sign in for the organisation."},
    EventRow{Event::access_withdrawn, "access_withdrawn",
             "A contact person may no longer sign in for the organisation."},
    EventRow{Event::invited, "invited", "An invitation to set a password was sent."},
    EventRow{Event::link_opened, "link_opened", "A link from an email was opened."},
    EventRow{Event::link_refused, "link_refused",
             "A link from an email was refused: unknown, expired, used or outdated."},
    EventRow{
        Event::reset_requested, "reset_requested",
        "Somebody asked for a link for a new password; the next event of that request says what "
        "came of it."},
    EventRow{Event::reset_link_sent, "reset_link_sent",
             "A link for a new password was sent to the recorded address."},
    EventRow{Event::reset_link_refused, "reset_link_refused",
             "A link for a new password was asked for and not sent; the detail says why."},
    EventRow{Event::password_set, "password_set",
             "A password was set through a link from an email."},
    EventRow{Event::password_changed, "password_changed", "A password was changed by its owner."},
    EventRow{Event::password_accepted, "password_accepted", "The password was right."},
    EventRow{Event::password_refused, "password_refused",
             "The password was wrong, or the address may not sign in; the detail says which."},
    EventRow{Event::password_rehashed, "password_rehashed",
             "The stored hash was renewed with the present cost or key."},
    EventRow{Event::factor_accepted, "factor_accepted",
             "A second factor was right; the detail names it."},
    EventRow{Event::factor_refused, "factor_refused",
             "A second factor was wrong; the detail names it."},
    EventRow{Event::factor_paused, "factor_paused",
             "A second factor was not looked at, because too many were wrong before."},
    EventRow{Event::signed_in, "signed_in", "A session was opened; the detail says its level."},
    EventRow{Event::signed_off, "signed_off", "A session was ended by Log off."},
    EventRow{Event::session_ended, "session_ended",
             "A session was ended otherwise; the detail says why."},
    EventRow{Event::organisation_chosen, "organisation_chosen",
             "An organisation was chosen for a session."},
    EventRow{Event::confirmed, "confirmed",
             "Someone signed in proved again who they are; the detail says by what."},
    EventRow{Event::confirmation_refused, "confirmation_refused",
             "A proof asked of someone signed in was wrong; the detail says which."},
    EventRow{Event::code_mailed, "code_mailed", "A code was mailed to the recorded address."},
    EventRow{Event::browser_remembered, "browser_remembered",
             "A browser is known from now on: somebody completed a sign-in there."},
    EventRow{Event::browser_forgotten, "browser_forgotten",
             "A browser is no longer known; the detail says why."},
    EventRow{Event::new_browser, "new_browser",
             "Someone signed in with a browser that was not known; its owner was told."},
    EventRow{Event::new_place, "new_place",
             "Someone signed in with a known browser from a network that was not used for 90 days; "
             "its owner was told."},
    EventRow{Event::limit_reached, "limit_reached",
             "So many tries were wrong that a limit was reached; the detail says which."},
    EventRow{Event::authenticator_added, "authenticator_added",
             "An authenticator app was activated; the detail names the factor."},
    EventRow{Event::authenticator_renamed, "authenticator_renamed",
             "An authenticator app got another name; the detail names the factor."},
    EventRow{Event::authenticator_removed, "authenticator_removed",
             "An authenticator app was removed; the detail names the factor."},
    EventRow{Event::recovery_codes_made, "recovery_codes_made",
             "Recovery codes were made; earlier ones stopped working."},
    EventRow{Event::recovery_codes_removed, "recovery_codes_removed",
             "Recovery codes were taken away with the last authenticator app."},
    EventRow{Event::letter_refused, "letter_refused",
             "The mail server refused an email for good; the detail says of which kind."},
    EventRow{Event::letter_bounced, "letter_bounced",
             "An email came back undelivered; the detail says of which kind."},
    EventRow{Event::letter_retried, "letter_retried",
             "Emails that were refused or waited were sent on by a command."},
    EventRow{Event::notice_set, "notice_set", "A notice was put on every page."},
    EventRow{Event::notice_cleared, "notice_cleared", "The notice on every page was taken away."},
    EventRow{Event::recovery_code_used, "recovery_code_used", "A recovery code was used."},
    EventRow{Event::clock_stepped, "clock_stepped",
             "The machine's clock was set while the portal ran; the detail says by how much."},
    EventRow{Event::person_forgotten, "person_forgotten",
             "Addresses and names in the audit log's events of an account were forgotten."},
    EventRow{Event::key_rotated, "key_rotated",
             "A key got a new version; the detail says which key and version."},
    EventRow{Event::key_retired, "key_retired",
             "A version of a key was taken out; the detail says which key and version."},
    EventRow{Event::objected, "objected",
             "Somebody said \"This was not me\"; the detail says of what. What was done about it "
             "follows under the same request."},
    EventRow{Event::objection_refused, "objection_refused",
             "A link to say \"This was not me\" was refused: unknown, expired or used."},
    EventRow{Event::password_revoked, "password_revoked",
             "A password stopped working because its owner said \"This was not me\"."},
    EventRow{
        Event::organisation_date_set, "organisation_date_set",
        "An organisation got a date of its own from which its people need a second factor; the "
        "detail says which."},
    EventRow{Event::organisation_date_cleared, "organisation_date_cleared",
             "An organisation's own date was taken away; everybody's holds for it again."},
    EventRow{Event::exemption_granted, "exemption_granted",
             "Nobody asks a second factor of this account yet; the detail says until which day."},
    EventRow{Event::exemption_ended, "exemption_ended", "An exemption was ended before its day."},
    EventRow{Event::person_brought, "person_brought",
             "Somebody was brought along from another portal; the detail says what with."},
    EventRow{Event::people_import_begun, "people_import_begun",
             "An import of people was begun or gone on with; the detail says at which row."},
    EventRow{Event::people_import_finished, "people_import_finished",
             "An import of people came to its end; the detail says what became of the rows."},
    EventRow{Event::factors_reset, "factors_reset",
             "The operator took all second factors of an account away, for a reason; unless it is "
             "exempt, its next sign-in leads through activation."},
    EventRow{Event::challenge_begun, "challenge_begun",
             "A press on a phone was asked for; the detail says how it has to be confirmed."},
    EventRow{Event::challenge_answered, "challenge_answered",
             "A phone answered; the detail says what, and whether it was within a session."},
    EventRow{Event::challenge_reported, "challenge_reported",
             "Somebody said \"It's not me\" on a phone; what was done about it follows under "
             "the same request."},
    EventRow{Event::device_linked, "device_linked",
             "A phone answered a QR code; it counts once the page that showed it finishes."},
    EventRow{Event::device_suspended, "device_suspended",
             "A phone's counter stepped back, so that somebody may have a copy of its key; it "
             "confirms nothing until its owner says that all is well. Its owner and the "
             "administrators were told. With a detail: its owner said that it is not theirs."},
    EventRow{Event::device_resumed, "device_resumed",
             "The owner of a suspended phone let it confirm again."},
    EventRow{Event::device_moved, "device_moved",
             "A new phone took the place of another; its owner was told."},
    EventRow{Event::device_ended, "device_ended",
             "A phone is no longer linked; the detail says by whom, or that nobody saw it."},
    EventRow{Event::device_renamed, "device_renamed", "A phone got another name."},
    EventRow{Event::device_key_changed, "device_key_changed",
             "A phone took a new key, signed by the old one."},
};

}  // namespace

std::span<const EventRow> events() { return rows; }

std::string_view name_of(Event event) {
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const EventRow& row) { return row.event == event; });
  check(found != rows.end(), "every event has a row in the table of events");
  return found->name;
}

}  // namespace sallyport::audit
