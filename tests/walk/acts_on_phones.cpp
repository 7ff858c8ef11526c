// What phones answer: the right thing, the wrong thing, too late, once more.
#include <fmt/format.h>

#include <algorithm>

#include "core/challenge/challenge.hpp"
#include "tests/walk/acts.hpp"

namespace sallyport::walk {
namespace {

using statement::Decision;

constexpr Limit answers_of_a_phone{"answer", 10, std::chrono::minutes{1}};

/// What a phone says: the right thing, or one of many others.
struct Said {
  Decision decision = Decision::approve;
  std::string value = "-";
  bool is_right = true;
};
Said something_about(const Challenge& challenge, Chance& chance, bool means_well) {
  const std::size_t kind = means_well ? 9 : chance.below(10);
  if (kind == 0) return {.decision = Decision::cancel};
  if (kind == 1) return {.decision = Decision::report};
  if (challenge.mode == "press") return {};
  if (kind > 3) return {.value = challenge.number};
  std::string wrong = challenge.number;
  if (challenge.mode == "choose") {
    while (wrong == challenge.number) wrong = chance.of(challenge.options);
  } else {
    wrong.back() = wrong.back() == '9' ? '0' : static_cast<char>(wrong.back() + 1);
  }
  return {.value = wrong, .is_right = false};
}

struct Verdict {
  int status = 200;
  std::string state = {};  // what it makes of the challenge
};
Verdict verdict_on(const Somebody& by, const Challenge& challenge, std::size_t phone,
                   const Said& said, std::int64_t counter) {
  Model& model = by.model();
  LinkedPhone* linked = model.linked_phone(phone);
  if (linked == nullptr) return {.status = 401};
  if (linked->suspended) return {.status = 403};
  const auto& phones = model.people[challenge.person].phones;
  const bool own = std::any_of(phones.begin(), phones.end(),
                               [&](const LinkedPhone& one) { return one.phone == phone; });
  if (!own) return {.status = 404};
  const std::string state = model.state_of(challenge);
  const bool after_the_fact = said.decision == Decision::report && model.can_be_reported(challenge);
  if (state != "open" && !after_the_fact) return {.status = state == "expired" ? 410 : 409};
  if (!model.tries.spend(answers_of_a_phone, linked->id, model.now)) return {.status = 429};
  linked->suspended = counter <= linked->counter;
  if (linked->suspended) return {.status = 409};
  linked->counter = counter;
  if (said.decision == Decision::cancel) return {.state = "cancelled"};
  if (said.decision == Decision::report) return {.state = "reported"};
  return {.state = said.is_right ? "approved" : "wrong_number"};
}

void answer(const Somebody& by, Challenge& challenge, std::size_t index, const Said& said) {
  World& world = by.world;
  testkit::Phone& phone = world.phones[index];
  // Somebody put back a backup of the phone, or kept an answer.
  const LinkedPhone* linked = world.model.linked_phone(index);
  const bool replayed = linked != nullptr && linked->counter > 0 && by.chance.one_in(25);
  if (replayed) phone.counter = linked->counter - 1;
  const Verdict verdict = verdict_on(by, challenge, index, said, phone.counter + 1);
  const auto told = phone.answer(world.waiting.at(challenge.id), said.decision, said.value);
  world.say(fmt::format("{} says {} {}{} about {} -> {} {}{}", phone.name,
                        statement::word_of(said.decision), said.value, replayed ? " once more" : "",
                        challenge.asker, told.status, told.error(), told.at("state")));
  world.count("answer of a phone", told.status);
  const std::string state = told.status == 200 ? told.at("state") : "";
  if (told.status != verdict.status || state != verdict.state) {
    throw Divergence(fmt::format("and should get {} {}", verdict.status, verdict.state));
  }
  if (!verdict.state.empty()) {
    world.model.answer(challenge, index, verdict.state);
    if (verdict.state == "reported") put_right(by, challenge.person, {.what = "signed_in"});
    const auto kept = world.service.database().read([&](db::Read& db) {
      return challenge::evidence_of(db, *ChallengeId::parse(challenge.id)).size();
    });
    if (kept != challenge.answers)
      throw Divergence(fmt::format("{} answers were kept as evidence", kept));
  }
  world.compare();
}

}  // namespace

Challenge* some_challenge(const Somebody& by) {
  Model& model = by.model();
  if (model.challenges.empty()) return nullptr;
  // The newest are those that still matter.
  const std::size_t newest = model.challenges.size() - 1;
  return &model.challenges[by.chance.one_in(3) ? by.chance.below(newest + 1) : newest];
}

void answer_well(const Somebody& by, const std::string& asker) {
  Challenge* newest = by.model().newest_challenge(asker);
  if (newest == nullptr || by.model().state_of(*newest) != "open" || by.chance.one_in(6)) return;
  const auto& phones = by.model().people[newest->person].phones;
  if (phones.empty()) return;
  answer(by, *newest, by.chance.of(phones).phone,
         something_about(*newest, by.chance, !by.chance.one_in(4)));
}

void answer_on_some_phone(const Somebody& by) {
  Challenge* challenge = some_challenge(by);
  if (challenge == nullptr) return;
  const auto& own = by.model().people[challenge->person].phones;
  const std::size_t phone = own.empty() || by.chance.one_in(4)
                                ? by.chance.below(by.world.phones.size())
                                : by.chance.of(own).phone;
  if (by.world.phones[phone].device.empty()) return;
  // One whose page has not finished yet is told so, or that it is not linked.
  if (by.model().linked_phone(phone) == nullptr && by.world.is_linking(phone)) return;
  answer(by, *challenge, phone, something_about(*challenge, by.chance, by.chance.one_in(2)));
}

// After the fact: somebody was let in, and it was not they.
void report_some_sign_in(const Somebody& by) {
  Challenge* challenge = some_challenge(by);
  if (challenge == nullptr || by.chance.one_in(2)) return;
  Model& model = by.model();
  const auto& own = model.people[challenge->person].phones;
  if (own.empty()) return;
  const LinkedPhone& linked = by.chance.of(own);
  const bool counts = model.can_be_reported(*challenge);
  const bool was_reported = challenge->state == "reported";
  // By a suspended one too: it may be what its owner has to say.
  const int should = was_reported || counts ? 200 : 409;
  testkit::Phone& phone = by.world.phones[linked.phone];
  const auto told =
      phone.post("/pocket/api/v1/activity/" + by.world.waiting.at(challenge->id).id + "/report");
  by.world.say(fmt::format("{} reports {} -> {} {}", phone.name, challenge->asker, told.status,
                           told.error()));
  by.world.count("report of a phone", told.status);
  if (told.status != should) throw Divergence("and should get " + std::to_string(should));
  if (should == 200 && !was_reported) {
    challenge->state = "reported";
    model.note_report(*challenge);
    put_right(by, challenge->person, {.what = "signed_in"});
  }
  by.world.compare();
}

}  // namespace sallyport::walk
