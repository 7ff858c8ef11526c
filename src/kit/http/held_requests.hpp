// The requests that wait for a topic to ring, without a worker: who they are and how each is woken.
//
// Owns    the limits on their number: in total, and for each who (a device, a session).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "kit/http/bell.hpp"
#include "kit/http/message.hpp"

namespace sallyport::http {

/// Safe to call from several threads.
class HeldRequests final : Bell::Listener {
 public:
  HeldRequests(Bell&, std::size_t most);
  ~HeldRequests() override { ignore_rings(); }
  HeldRequests(const HeldRequests&) = delete;
  HeldRequests& operator=(const HeldRequests&) = delete;

  enum class End { rung, over };  // over: a newer one of the same who has come
  using Number = std::uint64_t;   // counts up, never used twice
  /// Called once at most, from any thread and with a lock held: to pass the word on, nothing else.
  using Wake = std::function<void(Number, End)>;

  /// Room for one request, given back when it goes; when it was woken its room is free already.
  class Place {
   public:
    Place() = default;
    Place(Place&& other) noexcept
        : of_(std::exchange(other.of_, nullptr)), number_(other.number_) {}
    Place& operator=(Place&&) noexcept;
    ~Place() { give_back(); }
    [[nodiscard]] Number number() const { return number_; }
    void give_back();

   private:
    friend class HeldRequests;
    Place(HeldRequests& of, Number number) : of_(&of), number_(number) {}
    HeldRequests* of_ = nullptr;
    Number number_ = 0;
  };

  enum class Outcome { held, rung_already, no_room };
  struct Taken {
    Outcome outcome = Outcome::no_room;
    Place place;
  };
  /// `since` is the bell's count from before the handler looked. When `hold.who` has more than its
  /// share now, its oldest is woken: over.
  [[nodiscard]] Taken take(const Hold&, Bell::Count since, Wake);

  /// Nobody is woken any more by the bell, also by a ring that has begun.
  void ignore_rings() { bell_.remove(*this); }

 private:
  struct Held {
    std::string topic;
    std::string who;  // may be empty
    Wake wake;
  };
  using Known = std::map<Number, Held>;
  using Index = std::set<std::pair<std::string_view, Number>>;  // the words are those in `known_`

  void rung(std::string_view topic) override;
  void remove(Number);
  void end(Number, End);
  [[nodiscard]] std::size_t count_of(std::string_view who) const;

  Bell& bell_;
  const std::size_t most_;
  std::mutex mutex_;  // guards what follows
  Number last_ = 0;
  Known known_;
  Index by_topic_;
  Index by_who_;
};

}  // namespace sallyport::http
