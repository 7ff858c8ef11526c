#include "app/cli/evidence.hpp"

#include <fmt/format.h>

#include "app/cli/find.hpp"
#include "base/encoding.hpp"
#include "core/account/account.hpp"
#include "core/challenge/challenge.hpp"
#include "kit/json/json.hpp"

namespace sallyport::app::cli {
namespace {

constexpr std::int64_t most_listed = 100;

std::string as_json(const challenge::Evidence& evidence) {
  return json::Object{}
      .add("challenge", evidence.challenge.text())
      .add("device", to_base64url(evidence.device.bytes()))
      .add("at", rfc3339(evidence.at))
      .add("address", evidence.address)
      .add("result", evidence.result)
      .add("statement", evidence.statement)
      .add("signature", to_base64url(evidence.signature))
      .add("public_key", to_base64url(evidence.public_key))
      .add("context", evidence.context)
      .text();
}

}  // namespace

void list_evidence(Opened& opened, const std::string& email, Form form) {
  const Email address = parse_email(email);
  const auto all =
      opened.database->read([&](db::Read& db) -> std::optional<std::vector<challenge::Evidence>> {
        const auto account = account::find(db, address);
        if (!account) return std::nullopt;
        return challenge::evidence_of(db, account->id, most_listed);
      });
  if (!all) throw Refused("There is no account with that address.");
  if (form == Form::json) return print(json::array(*all, as_json));
  if (all->empty()) return print("No phone of that person has answered anything.");
  for (const challenge::Evidence& evidence : *all) {
    print(fmt::format("{}  {}  {}  {}", evidence.challenge.text(), rfc3339(evidence.at),
                      evidence.result, evidence.address));
  }
}

void show_evidence(Opened& opened, const std::string& challenge) {
  const auto id = ChallengeId::parse(challenge);
  const auto all = opened.database->read([&](db::Read& db) {
    return id ? challenge::evidence_of(db, *id) : std::vector<challenge::Evidence>{};
  });
  if (all.empty()) {
    throw Refused(
        "There is no answer with that number. `sallyport evidence list --email …` lists a"
        " person's.");
  }
  // A line each, the first answer first: a report may follow another one.
  for (const challenge::Evidence& evidence : all) print(as_json(evidence));
}

}  // namespace sallyport::app::cli
