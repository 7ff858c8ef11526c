#include "kit/http/bell.hpp"

#include <functional>

namespace sallyport::http {

std::size_t Bell::place_of(std::string_view topic) {
  return std::hash<std::string_view>{}(topic) % places;
}

void Bell::ring(std::string_view topic) {
  const std::lock_guard lock(mutex_);
  const Count count = rings_ + 1;
  rings_ = count;
  last_[place_of(topic)] = count;
  // After the note: who comes to wait now is either found below or sees the note.
  for (Listener* listener : listeners_) listener->rung(topic);
}

bool Bell::rang_since(Count count, std::string_view topic) const {
  return last_[place_of(topic)] > count;
}

void Bell::add(Listener& listener) {
  const std::lock_guard lock(mutex_);
  listeners_.push_back(&listener);
}

void Bell::remove(Listener& listener) {
  const std::lock_guard lock(mutex_);
  std::erase(listeners_, &listener);
}

}  // namespace sallyport::http
