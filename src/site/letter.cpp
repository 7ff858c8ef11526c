#include "site/letter.hpp"

#include <fmt/format.h>

#include "core/link/link.hpp"
#include "core/outbox/outage.hpp"

namespace sallyport::site {
namespace {

using Kind = mail::Refusal::Kind;

constexpr std::int64_t at_once = 50;

/// "portal.example": the right half of a Message-ID, without a port (RFC 5322 §3.6.4).
std::string host_of(std::string_view public_address) {
  const auto host = public_address.substr(public_address.find("://") + 3);
  return std::string{host.substr(0, host.find(':'))};
}

/// Which page a letter's secret link opens.
std::string_view page_of(outbox::Kind kind) {
  if (kind == outbox::Kind::invitation) return "invitation";
  if (kind == outbox::Kind::password_reset || kind == outbox::Kind::objection_done) return "reset";
  return "not-me";  // all others tell what happened, and are objected to with their link
}

std::string link_url(const Site& site, const outbox::Letter& letter) {
  return fmt::format("{}/{}/{}", site.portal.public_address, page_of(letter.kind),
                     letter.link_token.reveal());
}

templates::Model model_of(const Site& site, const outbox::Letter& letter, text::Language language) {
  templates::Model model{{"language", std::string{text::tag(language)}},
                         {"portal_name", site.portal.name},
                         {"operator_name", site.portal.operator_name},
                         {"public_address", site.portal.public_address},
                         {"email", letter.to.text()}};
  for (const auto& [name, text] : letter.texts) model.set(name, text);
  if (!letter.link_token.empty()) model.set("link_url", link_url(site, letter));
  return model;
}

/// Whoever followed its link or typed its code would be told that it no longer works.
bool is_outdated(const Site& site, const outbox::Waiting& waiting, Time now) {
  const outbox::Letter& letter = waiting.letter;
  if (letter.expires_at && *letter.expires_at <= now) return true;
  if (letter.link_token.empty()) return false;
  return site.database.read(
      [&](db::Read& db) { return link::has_ended(db, letter.link_token.reveal(), now); });
}

void record(db::Write& db, const audit::Deed& deed, const outbox::Waiting& waiting,
            const std::optional<mail::Refusal>& refusal, bool away) {
  if (refusal && refusal->kind == Kind::away)
    return outbox::mark_away(db, deed, waiting.id, refusal->reason);
  if (away) outbox::mark_back(db);
  if (!refusal) return outbox::mark_sent(db, waiting.id, deed.now);
  if (refusal->kind == Kind::never) {
    return outbox::mark_refused(db, deed, waiting, refusal->reason);
  }
  outbox::mark_put_off(db, deed, waiting, refusal->reason);
}

std::string_view word_of(Kind kind) {
  switch (kind) {
    case Kind::later:
      return "letter_put_off";
    case Kind::never:
      return "letter_refused";
    case Kind::away:
    case Kind::stopped:
      return "mail_away";
  }
  throw Bug("every kind of refusal has a word");
}

/// Why stands with the letter, for `sallyport letters show`: a server's words may hold addresses.
void tell(const Site& site, std::string_view event, const outbox::Waiting& waiting) {
  site.log.write(log::Level::warning, event,
                 {{"letter", waiting.id.text()}, {"kind", outbox::name_of(waiting.letter.kind)}});
}

}  // namespace

mail::Letter compose(const Site& site, const outbox::Waiting& waiting) {
  const text::Language language = waiting.letter.language.value_or(site.portal.language);
  const templates::Model model = model_of(site, waiting.letter, language);
  const auto part = [&](std::string_view ending) {
    return site.templates.render(
        fmt::format("templates/letters/{}.mail.{}", outbox::name_of(waiting.letter.kind), ending),
        model, language);
  };
  const std::string text = part("txt");
  const auto line_end = text.find('\n');
  check(line_end != std::string::npos, "a letter's text begins with a line that is its subject");
  return {.message_id = waiting.id.text() + "@" + host_of(site.portal.public_address),
          .to = waiting.letter.to,
          .subject = text.substr(0, line_end),
          .text = text.substr(text.find_first_not_of('\n', line_end)),
          .html = part("html"),
          .language = std::string{text::tag(language)}};
}

void deliver(const Site& site, mail::Mailer& mailer, Time now) {
  const auto outage = site.database.read([](db::Read& db) { return outbox::outage(db); });
  if (outage && now < outage->next_at) return;
  const audit::Deed deed{.now = now, .random = site.random, .actor = audit::Actor::job};
  const auto due = site.database.read(
      [&](db::Read& db) { return outbox::due(db, site.keys.sealer, now, at_once); });
  bool away = outage.has_value();
  bool one_was_taken = false;
  for (const outbox::Waiting& waiting : due) {
    if (is_outdated(site, waiting, now)) {
      site.database.write([&](db::Write& db) { outbox::mark_outdated(db, waiting, now); });
      tell(site, "letter_outdated", waiting);
      continue;
    }
    auto refusal = mailer.send(compose(site, waiting), now);
    if (refusal && refusal->kind == Kind::stopped) return;
    // A server that took another one just now is there: then it is about this letter.
    const bool ends = refusal && refusal->kind == Kind::away;
    if (ends && one_was_taken) refusal->kind = Kind::later;
    site.database.write([&](db::Write& db) { record(db, deed, waiting, refusal, away); });
    if (refusal) tell(site, word_of(refusal->kind), waiting);
    if (ends) return;
    away = false;
    one_was_taken = one_was_taken || !refusal;
  }
}

}  // namespace sallyport::site
