#include "site/bounce.hpp"

#include "core/outbox/queue.hpp"
#include "kit/mail/delivery_report.hpp"

namespace sallyport::site {

Bounce take_bounce(db::Database& database, const audit::Deed& deed, std::string_view message) {
  using Action = mail::DeliveryReport::Action;
  const auto report = mail::read_delivery_report(message);
  if (!report || report->action == Action::other) return Bounce::no_report;
  if (report->action == Action::delayed) return Bounce::only_delayed;
  // site/letter.cpp makes the Message-ID: the letter's id, an @, and our host.
  const auto id = LetterId::parse(report->message_id.substr(0, report->message_id.find('@')));
  if (!id) return Bounce::no_such_letter;
  const bool recorded = database.write(
      [&](db::Write& db) { return outbox::mark_bounced(db, deed, *id, report->reason); });
  return recorded ? Bounce::recorded : Bounce::no_such_letter;
}

}  // namespace sallyport::site
