#include "site/letter.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"

namespace sallyport::site {
namespace {

constexpr std::int64_t at_once = 50;

/// "portal.example": the right half of a Message-ID, without a port (RFC 5322 §3.6.4).
std::string host_of(std::string_view public_address) {
  const auto host = public_address.substr(public_address.find("://") + 3);
  return std::string{host.substr(0, host.find(':'))};
}

/// Which page a letter's secret link opens.
std::string_view page_of(outbox::Kind kind) {
  return kind == outbox::Kind::invitation ? "invitation" : "reset";
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
  const auto due = site.database.read(
      [&](db::Read& db) { return outbox::due(db, site.keys.sealer, now, at_once); });
  for (const outbox::Waiting& waiting : due) {
    const auto refusal = mailer.send(compose(site, waiting), now);
    site.database.write([&](db::Write& db) {
      if (refusal) {
        outbox::mark_refused(db, waiting, *refusal, now);
      } else {
        outbox::mark_sent(db, waiting.id, now);
      }
    });
    if (refusal) {
      site.log.write(log::Level::warning, "letter_refused",
                     {{"letter", waiting.id.text()}, {"reason", *refusal}});
    }
  }
}

}  // namespace sallyport::site
