// Rings when something changed that a request may be waiting for: a topic, such as "device 5f3a".
//
// Read    message.hpp (Hold, what a handler returns), bell.hpp (what ends the wait),
//         held_requests.hpp (who waits), connection.cpp (where).
// Why     docs/decisions/0029-held-requests.md
//
// Topics are words that mean the same in every process, so what another node rang can be rung here.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

namespace sallyport::http {

/// Safe to call from several threads.
class Bell {
 public:
  Bell() = default;
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  /// To be called after the commit: who is woken looks at the database at once.
  void ring(std::string_view topic);

  /// How often it rang, whatever the topic; from ring to ring.
  using Count = std::uint64_t;
  /// To be noted before one looks at what a topic is about, so that no ring is lost in between.
  [[nodiscard]] Count rings() const { return rings_; }
  /// Whether that topic rang after that count. Now and then true though it did not, for topics
  /// share places; never false though it did.
  [[nodiscard]] bool rang_since(Count, std::string_view topic) const;

  class Listener {
   public:
    virtual ~Listener() = default;
    /// On the thread that rings, so it must not wait; it must not ring either.
    virtual void rung(std::string_view topic) = 0;
  };
  void add(Listener&);
  /// When it returns, the listener is not being called and will not be.
  void remove(Listener&);

 private:
  static constexpr std::size_t places = 4096;
  [[nodiscard]] static std::size_t place_of(std::string_view topic);

  std::mutex mutex_;  // guards the listeners, and makes rings come one after the other
  std::vector<Listener*> listeners_;
  std::atomic<Count> rings_ = 0;
  std::array<std::atomic<Count>, places> last_{};  // the last ring of the topics of each place
};

}  // namespace sallyport::http
