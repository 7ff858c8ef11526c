#include "kit/http/held_requests.hpp"

namespace sallyport::http {

HeldRequests::Place& HeldRequests::Place::operator=(Place&& other) noexcept {
  if (this == &other) return *this;
  give_back();
  of_ = std::exchange(other.of_, nullptr);
  number_ = other.number_;
  return *this;
}

void HeldRequests::Place::give_back() {
  HeldRequests* of = std::exchange(of_, nullptr);
  if (of == nullptr) return;
  const std::lock_guard lock(of->mutex_);
  of->remove(number_);
}

HeldRequests::HeldRequests(Bell& bell, std::size_t most) : bell_(bell), most_(most) {
  bell_.add(*this);
}

HeldRequests::Taken HeldRequests::take(const Hold& hold, Bell::Count since, Wake wake) {
  const std::lock_guard lock(mutex_);
  // A ring that is under way notes its topic before it comes for this lock, so it is seen here or
  // finds the request below.
  if (bell_.rang_since(since, hold.topic)) return {.outcome = Outcome::rung_already, .place = {}};
  const bool replaces = !hold.who.empty() && count_of(hold.who) >= hold.most_of_who;
  if (known_.size() >= most_ && !replaces) return {.outcome = Outcome::no_room, .place = {}};
  if (replaces) end(by_who_.lower_bound({hold.who, 0})->second, End::over);

  const Number number = ++last_;
  const auto added =
      known_.emplace(number, Held{.topic = hold.topic, .who = hold.who, .wake = std::move(wake)});
  const Held& held = added.first->second;
  by_topic_.emplace(held.topic, number);
  if (!held.who.empty()) by_who_.emplace(held.who, number);
  return {.outcome = Outcome::held, .place = Place{*this, number}};
}

void HeldRequests::rung(std::string_view topic) {
  const std::lock_guard lock(mutex_);
  for (auto next = by_topic_.lower_bound({topic, 0});
       next != by_topic_.end() && next->first == topic; next = by_topic_.lower_bound({topic, 0})) {
    end(next->second, End::rung);
  }
}

void HeldRequests::end(Number number, End how) {
  const Wake wake = std::move(known_.at(number).wake);
  remove(number);
  wake(number, how);
}

void HeldRequests::remove(Number number) {
  const auto found = known_.find(number);
  if (found == known_.end()) return;  // it was woken
  by_topic_.erase({found->second.topic, number});
  by_who_.erase({found->second.who, number});
  known_.erase(found);
}

std::size_t HeldRequests::count_of(std::string_view who) const {
  std::size_t count = 0;
  for (auto next = by_who_.lower_bound({who, 0}); next != by_who_.end() && next->first == who;
       ++next) {
    ++count;
  }
  return count;
}

}  // namespace sallyport::http
