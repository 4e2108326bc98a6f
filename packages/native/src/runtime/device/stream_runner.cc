// Streams: who runs the tasks, the worker or the report thread.
#include <string>
#include <system_error>
#include <utility>

#include "base/cpu_relax.h"
#include "runtime/base/failure.h"
#include "runtime/device/report_group.h"
#include "runtime/device/run_task.h"
#include "runtime/device/stream.h"
#include "runtime/device/thread_state.h"

namespace ascend_rx::runtime {
namespace {

using Clock = std::chrono::steady_clock;

// How long the report thread polls for tasks before it sleeps: about what waking it costs the submitter and
// itself.
constexpr std::chrono::microseconds poll_time{20};
// So many tasks are enough to stop polling for more.
constexpr uint64_t enough_tasks = 16;
// The worker takes over when the report thread stays away for one to two of these.
constexpr std::chrono::microseconds watch_period{500};

}  // namespace

// ---------------------------------------------------------------------------------------- the worker

void Stream::start_worker() {
  try {
    worker_ = std::thread([this] { work(); });
  } catch (const std::system_error& error) {
    throw Failure(
        ACL_ERROR_RT_INTERNAL_ERROR,
        std::string("expected a thread for the stream but the system gave none (") + error.what() + ")");
  }
  worker_runs_ = true;
}

void Stream::work() {
  static_cast<void>(thread_state());  // the exception-info callback may call exit()
  MutexLock lock(mutex_);
  Time now = Clock::now();
  while (!stop_) {
    if (runner_ != Runner::none || !has_work()) {
      sleep(lock);
      now = Clock::now();
      continue;
    }
    runner_ = Runner::worker;
    const Step step = unreported_failure_ ? call_exception_callback() : run_next(now);
    runner_ = Runner::none;
    // The report wakes that thread, sooner or later: its absence does not count.
    if (step == Step::reported && report_thread_waits_) expect_report_thread(Time::max());
  }
  while (runner_ == Runner::report_thread) work_.wait(lock);
  discard_all();
  worker_runs_ = false;
  done_.notify_all();
}

// Until there is something to do; while the report thread is expected, for a watch period at a time.
void Stream::sleep(MutexLock& lock) {
  worker_sleeps_ = true;
  if (!worker_watches_) {
    work_.wait(lock);
  } else {
    const uint64_t absence = absence_.count();
    if (work_.wait_for(lock, watch_period) == std::cv_status::timeout && absence == absence_.count()) {
      worker_watches_ = false;
      if (runner_ == Runner::expected) {
        runner_ = Runner::none;
        absence_.stop_waiting();
      }
    }
  }
  worker_sleeps_ = false;
}

// ------------------------------------------------------------------------------- the report thread

bool Stream::report_thread_may_run() const {
  return !service_time_ && runnable() && !stop_ && subscription_.group &&
         subscription_.group->serves_only(*this) && is_short(tasks_.front());
}

bool Stream::run_on_report_thread(const Deadline& deadline, Time& now) {
  const MutexLock lock(mutex_, adaptive);
  if (runner_ == Runner::expected) {
    runner_ = Runner::none;
    absence_.end(now);
  }
  Step step = Step::finished;
  bool in_time = true;
  do {
    while (step != Step::reported && runner_ == Runner::none && report_thread_may_run()) {
      in_time = !deadline || now < *deadline;
      if (!in_time) break;
      runner_ = Runner::report_thread;
      step = run_next(now);
      runner_ = Runner::none;
    }
  } while (step != Step::reported && in_time && poll_for_tasks(now));
  if (stop_) work_.notify_all();
  report_thread_waits_ = step != Step::reported && in_time;
  if (report_thread_waits_) {
    wake_runner();
  } else {
    leave_to_others();
  }
  return report_thread_waits_;
}

void Stream::end_wait_of_report_thread() {
  const MutexLock lock(mutex_, adaptive);
  report_thread_waits_ = false;
  if (runner_ == Runner::woken) runner_ = Runner::none;
  leave_to_others();
}

bool Stream::may_poll() const {
  return runner_ == Runner::none && tasks_.empty() && !blocked_on_ && !waits_for_ && !unreported_failure_ &&
         !stop_ && !closing_;
}

// Polls an idle stream for a moment: tasks often follow one another closely, and then no thread has to be
// woken. True: there are tasks.
bool Stream::poll_for_tasks(Time& now) {
  if (!may_poll() || !polls_.allows_poll()) return false;
  const uint64_t before = submitted_.load(std::memory_order_relaxed);
  bool found = false;
  runner_ = Runner::polling;
  {
    const AdaptiveMutexUnlock unlocked(mutex_);
    const Time until = now + poll_time;
    uint64_t submitted = before;
    while (submitted == before && now < until) {
      for (int i = 0; i < 8 && submitted == before; ++i) submitted = look_at_submitted();
      now = Clock::now();
    }
    found = submitted != before;
    // A client mostly submits several tasks, and would have to wait for the lock with each of them.
    for (uint64_t last = before; submitted != last && submitted - before < enough_tasks;) {
      last = std::exchange(submitted, look_at_submitted());
    }
  }
  runner_ = Runner::none;
  polls_.polled(found);
  return found || !tasks_.empty();
}

// Not too often: each look takes the cache line away from the thread that writes there.
uint64_t Stream::look_at_submitted() const {
  for (int i = 0; i < 4; ++i) cpu_relax();
  return submitted_.load(std::memory_order_relaxed);
}

// The report thread goes. Tasks are left to the worker, or to the report thread itself when it comes back.
void Stream::leave_to_others() {
  if (runner_ == Runner::none && has_work() && !expect_report_thread(Clock::now())) wake_runner();
}

// The tasks wait for the report thread; its absence is counted from `since`. False: they do not wait.
bool Stream::expect_report_thread(Time since) {
  if (!report_thread_may_run() || !absence_.allows_waiting()) return false;
  runner_ = Runner::expected;
  absence_.begin(since);
  if (!worker_watches_) {
    worker_watches_ = true;
    work_.notify_one();
  }
  return true;
}

// There may be something new to run: a thread has to be on the way to it.
void Stream::wake_runner() {
  if (runner_ != Runner::none || !has_work()) return;
  if (report_thread_waits_ && report_thread_may_run()) {
    runner_ = Runner::woken;
    subscription_.group->wake();
  } else if (worker_sleeps_) {
    work_.notify_one();
  }
}

}  // namespace ascend_rx::runtime
