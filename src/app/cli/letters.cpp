#include "app/cli/letters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <limits>
#include <vector>

#include "app/cli/find.hpp"
#include "app/mailer.hpp"
#include "base/encoding.hpp"
#include "core/outbox/outage.hpp"
#include "core/outbox/queue.hpp"
#include "kit/json/json.hpp"
#include "kit/mail/delivery_report.hpp"
#include "kit/mail/maildir.hpp"
#include "site/bounce.hpp"

namespace sallyport::app::cli {
namespace {

using outbox::Entry;
using outbox::State;

std::optional<std::string> text_of(const std::optional<Time>& time) {
  if (!time) return std::nullopt;
  return rfc3339(*time);
}

std::string json_of(const Entry& entry) {
  const bool waits = entry.state == State::waiting;
  return json::Object{}
      .add("id", entry.id.text())
      .add("kind", entry.kind)
      .add("to", entry.to.text())
      .add("state", outbox::name_of(entry.state))
      .add("created_at", rfc3339(entry.created_at))
      .add("tries", entry.tries)
      .add_maybe("next_at", text_of(waits ? std::optional{entry.next_at} : std::nullopt))
      .add_maybe("sent_at", text_of(entry.sent_at))
      .add_maybe("settled_at", text_of(entry.settled_at))
      .add_maybe("expires_at", text_of(entry.expires_at))
      .add("reason", entry.last_error)
      .text();
}

std::string json_of(const std::optional<outbox::Outage>& outage) {
  if (!outage) return "null";
  return json::Object{}
      .add("since", rfc3339(outage->since))
      .add("next_at", rfc3339(outage->next_at))
      .add("tries", outage->tries)
      .add("reason", outage->reason)
      .text();
}

/// What became of it and what to do, in a sentence.
std::string story(const Entry& entry) {
  switch (entry.state) {
    case State::waiting:
      if (entry.last_error.empty()) return "Waits for its turn.";
      return fmt::format("Put off {} times; the next try is at {}: {}", entry.tries,
                         rfc3339(entry.next_at), entry.last_error);
    case State::sent:
      return fmt::format("Handed over at {}.", rfc3339(entry.sent_at.value_or(entry.created_at)));
    case State::refused:
      return fmt::format(
          "Refused, and not tried again: {} Correct the address (`contact "
          "change-email`), or try once more: `letters retry {}`.",
          entry.last_error, entry.id.text());
    case State::outdated:
      return "Not sent: its link or code stopped working before it could be handed over. Invite "
             "the person again (`contact invite`), or let them ask for a new one.";
    case State::bounced:
      return fmt::format(
          "Came back: {}. Correct the address (`contact change-email`), or try once "
          "more: `letters retry {}`.",
          entry.last_error, entry.id.text());
  }
  throw Bug("every state of a letter has a story");
}

LetterId parse_id(const std::string& typed) {
  const auto id = LetterId::parse(typed);
  if (!id) throw Refused("That is not an email's id. `sallyport letters list` shows them.");
  return *id;
}

Entry find_letter(Opened& opened, const std::string& typed) {
  const LetterId id = parse_id(typed);
  auto entry = opened.database->read([&](db::Read& db) { return outbox::find(db, id); });
  if (!entry) {
    throw Refused(
        "There is no email with that id. They are forgotten a week after they were sent; `sallyport"
        " letters list` shows those that are known.");
  }
  return *std::move(entry);
}

std::string_view word_of(site::Bounce bounce) {
  switch (bounce) {
    case site::Bounce::recorded:
      return "recorded: the email it is about came back";
    case site::Bounce::only_delayed:
      return "nothing recorded: the mail server still tries";
    case site::Bounce::no_such_letter:
      return "nothing recorded: it is about no email that this portal sent within the week";
    case site::Bounce::no_report:
      return "nothing recorded: it is no report about an email";
  }
  throw Bug("every bounce has a word");
}

}  // namespace

void list_letters(Opened& opened, const std::string& state_name, std::int64_t most, Form form) {
  std::optional<State> state;
  if (!state_name.empty()) {
    state = outbox::state_called(state_name);
    if (!state) throw Refused("--state is waiting, sent, refused, outdated or bounced.");
  }
  const auto outage = opened.database->read([](db::Read& db) { return outbox::outage(db); });
  const auto entries =
      opened.database->read([&](db::Read& db) { return outbox::newest(db, state, most); });
  if (form == Form::json) {
    return print(
        json::Object{}
            .add_written("outage", json_of(outage))
            .add_written("letters",
                         json::array(entries, [](const Entry& one) { return json_of(one); }))
            .text());
  }
  if (outage) {
    print(fmt::format("No email goes out since {}; the next try is at {}.\n{}\n",
                      rfc3339(outage->since), rfc3339(outage->next_at), outage->reason));
  }
  for (const Entry& entry : entries) {
    print(fmt::format("{}  {:<8}  {}  {:<22}  {}{}", entry.id.text(), outbox::name_of(entry.state),
                      rfc3339(entry.created_at), entry.kind, entry.to.text(),
                      entry.last_error.empty() ? "" : "\n    " + entry.last_error));
  }
  if (entries.empty()) print("There is no such email.");
}

void show_letter(Opened& opened, const std::string& id, Form form) {
  const Entry entry = find_letter(opened, id);
  if (form == Form::json) return print(json_of(entry));
  print(fmt::format("{} to {} ({})\nwritten {}\n{}", entry.kind, entry.to.text(),
                    outbox::name_of(entry.state), rfc3339(entry.created_at), story(entry)));
}

void retry_letter(Opened& opened, const std::string& typed, Form form) {
  const Entry before = find_letter(opened, typed);
  const bool retried = opened.database->write(
      [&](db::Write& db) { return outbox::retry(db, opened.deed(), before.id); });
  if (!retried) throw Refused("That email cannot be tried again. " + story(before));
  const Entry after = find_letter(opened, typed);
  if (form == Form::json) return print(json_of(after));
  print(fmt::format("The email to {} goes out within seconds while the portal runs.",
                    after.to.text()));
}

void retry_all_letters(Opened& opened, Form form) {
  const std::int64_t number =
      opened.database->write([&](db::Write& db) { return outbox::retry_all(db, opened.deed()); });
  if (form == Form::json) return print(json::Object{}.add("retried", number).text());
  print(fmt::format("{} emails go out within seconds while the portal runs.", number));
}

void send_test_letter(Opened& opened, const std::string& typed, Form form) {
  const Email to = parse_email(typed);
  const Settings& settings = opened.settings;
  const std::string host =
      settings.portal.public_address.substr(settings.portal.public_address.find("://") + 3);
  constexpr const char* said =
      "An operator sent this email with `sallyport letters test`, to see whether emails arrive."
      " Nothing needs to be done with it.";
  const auto refusal = make_mailer(settings)->send(
      {.message_id = fmt::format("test-{}@{}", to_hex(opened.random.bytes(8)),
                                 host.substr(0, host.find(':'))),
       .to = to,
       .subject = "Test email of " + settings.portal.name,
       .text = fmt::format("{}\n", said),
       .html = fmt::format("<p>{}</p>\n", said),
       .language = "en"},
      opened.deed().now);
  if (refusal) throw Refused(refusal->reason);
  if (form == Form::json) return print(json::Object{}.add("sent", true).text());
  if (!settings.smtp) {
    return print(fmt::format("The email to {} was laid down in {}.", to.text(),
                             settings.mail_folder.string()));
  }
  print(
      fmt::format("{} took the email to {}. If it does not arrive, look into the folder for "
                  "unwanted email, and at the records SPF, DKIM and DMARC of the sender's domain.",
                  settings.smtp->server, to.text()));
}

void take_bounces(Opened& opened, const std::string& maildir, Form form) {
  constexpr std::size_t most = 1000;
  std::vector<site::Bounce> taken;
  const auto take = [&](const std::string& message) {
    taken.push_back(site::take_bounce(*opened.database, opened.deed(), message));
  };
  if (!maildir.empty()) {
    mail::look_through_maildir(maildir, most, mail::longest_report, take);
  } else {
    std::string message(mail::longest_report, '\0');
    std::cin.read(message.data(), static_cast<std::streamsize>(message.size()));
    message.resize(static_cast<std::size_t>(std::cin.gcount()));
    // To its end: whoever writes would take a closed pipe for a failure.
    std::cin.ignore(std::numeric_limits<std::streamsize>::max());
    take(message);
  }
  const auto recorded = std::ranges::count(taken, site::Bounce::recorded);
  if (form == Form::json) {
    return print(json::Object{}.add("read", taken.size()).add("recorded", recorded).text());
  }
  if (!maildir.empty()) return print(fmt::format("{} of {} recorded.", recorded, taken.size()));
  print(std::string{word_of(taken.front())});
}

}  // namespace sallyport::app::cli
