// What is done when the owner of an account says "This was not me".
//
// Something about the account itself: everybody is logged off, the password stops working, known
// browsers are forgotten, what was added is taken away again, and a link for a new password goes to
// the recorded address. Access that was given: it is withdrawn. An address that was replaced:
// nothing is undone, for that is the organisation's to decide; the operator sees it in the audit
// log.
#pragma once

#include "core/objection/objection.hpp"
#include "site/site.hpp"

namespace sallyport::site {

/// Whom an objection concerns, and so what is done about it.
enum class Concerns { account, access, address };
[[nodiscard]] Concerns concern_of(objection::Told);

/// "“Pixel 8” was activated for two-factor authentication."
[[nodiscard]] text::Message words_of(const objection::Telling&);

/// Does it, records it and confirms it by letter.
void put_right(db::Write&, const Site&, const audit::Deed&, const objection::Telling&);

}  // namespace sallyport::site
