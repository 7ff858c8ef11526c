#include "kit/jobs/jobs.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "base/bug.hpp"

namespace sallyport::jobs {
namespace {

using Moment = std::chrono::steady_clock::time_point;

constexpr int most_patience = 10;  // times `every`

struct Planned {
  Job job;
  Moment next;
  std::chrono::milliseconds wait;
};

}  // namespace

struct Runner::Running {
  Running(std::vector<Job> jobs, const Clock& clock_of_jobs, log::Log& log_of_failures)
      : clock(clock_of_jobs), log(log_of_failures) {
    for (auto& job : jobs) {
      check(job.every.count() > 0, "a job waits between its runs");
      planned.push_back({std::move(job), std::chrono::steady_clock::now(), {}});
    }
    thread = std::thread{[this] { work(); }};
  }

  std::vector<Planned>::iterator find(std::string_view name) {
    return std::ranges::find(planned, name,
                             [](const Planned& plan) -> std::string_view { return plan.job.name; });
  }

  void work() {
    std::unique_lock lock{mutex};
    while (!stopping) {
      const auto plan = std::ranges::min_element(planned, {}, &Planned::next);
      if (plan == planned.end()) {
        changed.wait(lock);
      } else if (plan->next > std::chrono::steady_clock::now()) {
        // A copy: wake() may change the original while this waits.
        const Moment until = plan->next;
        changed.wait_until(lock, until);
      } else {
        // wake() during the run sets an earlier moment, which then stands.
        plan->next = Moment::max();
        lock.unlock();
        const bool done = run(plan->job);
        lock.lock();
        plan->wait = done ? plan->job.every : longer(*plan);
        plan->next = std::min(plan->next, std::chrono::steady_clock::now() + plan->wait);
      }
    }
  }

  /// False if it threw. Together with the server, one of the edges where exceptions end.
  bool run(const Job& job) {
    try {
      job.run(clock.now());
      return true;
    } catch (const std::exception& failure) {
      log.write(log::Level::error, "job_failed", {{"job", job.name}, {"why", failure.what()}});
    } catch (...) {
      log.write(log::Level::error, "job_failed", {{"job", job.name}, {"why", "unknown exception"}});
    }
    return false;
  }

  static std::chrono::milliseconds longer(const Planned& plan) {
    return std::clamp(plan.wait * 2, plan.job.every * 2, plan.job.every * most_patience);
  }

  const Clock& clock;
  log::Log& log;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Planned> planned;
  bool stopping = false;
  std::thread thread;
};

Runner::Runner(std::vector<Job> jobs, const Clock& clock, log::Log& log) {
  std::set<std::string> names;
  std::vector<Job> together;
  for (auto& job : jobs) {
    check(names.insert(job.name).second, "each job has a name of its own");
    if (!job.waits) {
      together.push_back(std::move(job));
      continue;
    }
    std::vector<Job> alone;
    alone.push_back(std::move(job));
    running_.push_back(std::make_unique<Running>(std::move(alone), clock, log));
  }
  running_.push_back(std::make_unique<Running>(std::move(together), clock, log));
}

Runner::~Runner() {
  for (const auto& running : running_) {
    {
      const std::lock_guard lock{running->mutex};
      running->stopping = true;
    }
    running->changed.notify_all();
  }
  for (const auto& running : running_) running->thread.join();
}

void Runner::wake(std::string_view name) {
  for (const auto& running : running_) {
    {
      const std::lock_guard lock{running->mutex};
      const auto plan = running->find(name);
      if (plan == running->planned.end()) continue;
      plan->next = std::min(plan->next, std::chrono::steady_clock::now());
    }
    running->changed.notify_all();
    return;
  }
  throw Bug("only a job that there is can be woken");
}

}  // namespace sallyport::jobs
