// What the model knows of presses on phones.
#include <algorithm>
#include <utility>

#include "base/bug.hpp"
#include "tests/walk/model.hpp"

namespace sallyport::walk {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::pair<int, minutes> most_begun[] = {
    {3, minutes{10}}, {6, minutes{60}}, {10, minutes{24 * 60}}};

void note_unanswered(Care& care) {
  ++care.expired;
  ++care.unanswered;
}

}  // namespace

LinkedPhone* Model::linked_phone(std::size_t phone) {
  for (Person& person : people) {
    for (LinkedPhone& linked : person.phones) {
      if (linked.phone == phone) return &linked;
    }
  }
  return nullptr;
}

std::string Model::state_of(const Challenge& challenge) const {
  if (challenge.state == "open" && now >= challenge.begun_at + waits_for_a_press) return "expired";
  if (challenge.state == "approved" && now >= *challenge.answered_at + press_counts) {
    return "lapsed";
  }
  return challenge.state;
}

Challenge* Model::newest_challenge(const std::string& asker) {
  const auto found = std::find_if(challenges.rbegin(), challenges.rend(),
                                  [&](const Challenge& one) { return one.asker == asker; });
  return found == challenges.rend() ? nullptr : &*found;
}

Challenge* Model::open_challenge(std::size_t person) {
  for (Challenge& one : challenges) {
    if (one.person == person && state_of(one) == "open") return &one;
  }
  return nullptr;
}

bool Model::counts(const Challenge& challenge) {
  const LinkedPhone* phone = linked_phone(challenge.phone);
  return state_of(challenge) == "approved" && phone != nullptr && !phone->suspended;
}

bool Model::can_confirm(std::size_t person) const {
  const auto& phones = people[person].phones;
  return std::any_of(phones.begin(), phones.end(),
                     [](const LinkedPhone& phone) { return !phone.suspended; });
}

bool Model::can_be_reported(const Challenge& challenge) const {
  return (challenge.state == "approved" || challenge.state == "used") &&
         now - *challenge.answered_at < sign_in_can_be_reported;
}

void Model::close_expired(std::size_t person) {
  for (Challenge& one : challenges) {
    if (one.person != person || one.state != "open" || state_of(one) != "expired") continue;
    one.state = "expired";
    note_unanswered(people[person].care);
  }
}

void Model::close_all_expired() {
  for (std::size_t person = 0; person < people.size(); ++person) close_expired(person);
}

void Model::withdraw(const std::string& asker, bool given_up) {
  for (Challenge& one : challenges) {
    if (one.asker != asker) continue;
    if (one.state == "open" && given_up) note_unanswered(people[one.person].care);
    if (one.state == "open" || one.state == "approved") one.state = "withdrawn";
  }
}

void Model::proved_by_code(std::size_t person, const std::string& asker) {
  withdraw(asker, /*given_up=*/false);
  Care& care = people[person].care;
  if (people[person].phones.empty()) return;
  care = {.quiet_until = care.quiet_until, .succeeded_at = now};
}

Challenge* Model::begin_challenge(std::size_t index, const std::string& asker,
                                  const std::string& network, const std::string& cookie) {
  Person& person = people[index];
  const KnownBrowser* known = known_browser(index, cookie);
  const std::string browser = known == nullptr ? "" : known->id;
  const bool is_odd = !person.networks.empty() && !person.networks.contains(network);
  close_expired(index);
  if (const Challenge* open = open_challenge(index)) {
    const bool own = open->asker == asker || (!browser.empty() && open->known_browser == browser);
    if (!own) {
      person.care.careful_until = std::max<Time>(person.care.careful_until, now + minutes{10});
      return nullptr;
    }
    withdraw(std::string{open->asker}, /*given_up=*/true);
  }
  for (const auto& [most, within] : most_begun) {
    const auto begun =
        std::count_if(challenges.begin(), challenges.end(), [&, window = within](const auto& one) {
          return one.person == index && one.begun_at > now - window &&
                 one.begun_at > person.care.succeeded_at;
        });
    if (begun >= most) return nullptr;
  }
  // What was just closed or given up counts too.
  const std::string mode = person.care.trouble(now) ? "type6"
                           : known == nullptr       ? "type2"
                           : is_odd                 ? "choose"
                                                    : "press";
  challenges.push_back(
      {.person = index, .asker = asker, .known_browser = browser, .mode = mode, .begun_at = now});
  return &challenges.back();
}

void Model::answer(Challenge& challenge, std::size_t phone, const std::string& state) {
  Person& person = people[challenge.person];
  if (challenge.state == "open") {
    challenge.answered_at = now;
    challenge.phone = phone;
  }
  challenge.state = state;
  ++challenge.answers;
  if (state == "approved") return;
  person.sign_ins.insert("factor_refused pocket");
  if (state != "reported") {
    ++person.care.bad;
    person.care.unanswered = 0;
  }
  if (state != "wrong_number") stop_asker(challenge);
  if (state == "reported") note_report(challenge);
}

void Model::note_report(const Challenge& challenge) {
  Care& care = people[challenge.person].care;
  ++care.bad;
  care.unanswered = 0;
  care.careful_until = care.quiet_until = now + hours{24};
  stop_asker(challenge);
}

void Model::stop_asker(const Challenge& challenge) {
  for (Attempt& attempt : attempts) {
    if ("a:" + attempt.cookie == challenge.asker) attempt.over = true;
  }
}

void Model::use(Challenge& challenge) {
  challenge.state = "used";
  Care& care = people[challenge.person].care;
  care = {.quiet_until = care.quiet_until, .succeeded_at = now};
}

}  // namespace sallyport::walk
