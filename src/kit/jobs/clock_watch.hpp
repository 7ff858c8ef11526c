// Notices when somebody sets the machine's clock: compares it with the one that only counts.
//
// Source  requirement R-TOTP-4: verification codes and all lifetimes hang on the machine's clock.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <utility>

namespace sallyport::jobs {

class ClockWatch {
 public:
  /// Smaller steps are what keeping the time looks like.
  static constexpr std::chrono::milliseconds largest_unremarked{2000};

  using Reading = std::function<std::chrono::milliseconds()>;

  /// The machine's own clocks.
  ClockWatch();
  /// Clocks of a test.
  ClockWatch(Reading wall, Reading counter)
      : wall_(std::move(wall)), counter_(std::move(counter)) {}

  /// By how much the clock was set since the last look, forwards or backwards; nothing when it was
  /// not.
  [[nodiscard]] std::optional<std::chrono::milliseconds> look();

 private:
  struct Pair {
    std::chrono::milliseconds wall;
    std::chrono::milliseconds counter;
  };
  [[nodiscard]] std::optional<Pair> read() const;

  Reading wall_;
  Reading counter_;
  std::optional<Pair> last_;
};

}  // namespace sallyport::jobs
