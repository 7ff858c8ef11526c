// Work that is done every so often, beside the requests: letters, sweeping up.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "kit/log/log.hpp"

namespace sallyport::jobs {

struct Job {
  std::string name;
  std::chrono::milliseconds every;
  /// May throw: it is logged and tried again, waiting twice as long each time up to ten times `every`.
  std::function<void(Time now)> run;
};

/// Runs the jobs on one thread of its own from start until it is destroyed.
class Runner {
 public:
  Runner(std::vector<Job>, const Clock&, log::Log&);
  ~Runner();

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

}  // namespace sallyport::jobs
