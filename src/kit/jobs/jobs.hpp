// Work that is done every so often, beside the requests: letters, sweeping up.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "kit/log/log.hpp"

namespace sallyport::jobs {

struct Job {
  std::string name;
  /// From the end of one run to the start of the next; the first run is at once.
  std::chrono::milliseconds every;
  /// May throw: it is logged and tried again, waiting twice as long each time up to ten times
  /// `every`.
  std::function<void(Time now)> run;
  /// It waits for other machines: it gets a thread of its own, and keeps no other job waiting.
  bool waits = false;
};

/// Runs the jobs one after another on a thread of its own, from start until it is destroyed; those
/// that wait, each on one more. Destroying it waits for the run under way and begins no other, so a
/// run should be short: some rows, then return.
class Runner {
 public:
  /// Two jobs of one name, or one without a time to wait, are a Bug.
  Runner(std::vector<Job>, const Clock&, log::Log&);
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  /// Runs the job as soon as the thread is free, and once more if it is running now: what woke it
  /// may have come too late for that run. No such job is a Bug. Safe to call from several threads,
  /// and from a job.
  void wake(std::string_view name);

 private:
  struct Running;
  std::vector<std::unique_ptr<Running>> running_;  // one a thread
};

}  // namespace sallyport::jobs
