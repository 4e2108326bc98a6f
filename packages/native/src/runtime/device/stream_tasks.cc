// Streams: running their tasks.
#include <algorithm>
#include <array>
#include <utility>

#include "runtime/checks/strict.h"
#include "runtime/device/context.h"
#include "runtime/device/device.h"
#include "runtime/device/event.h"
#include "runtime/device/failed_tasks.h"
#include "runtime/device/queued_execution.h"
#include "runtime/device/report_group.h"
#include "runtime/device/run_task.h"
#include "runtime/device/stream.h"
#include "runtime/onnx/run_control.h"

namespace ascend_rx::runtime {
namespace {

using Clock = std::chrono::steady_clock;

// So many tasks, or for so long, the runner goes on without the lock, which submitters need, too.
constexpr size_t most_plain_tasks = 16;
constexpr std::chrono::microseconds longest_run{20};
// So many very short executions are timed together.
constexpr int most_untimed = 4;

}  // namespace

// REQUIRES: runnable(). Gives the lock back while a task runs.
Stream::Step Stream::run_next(Time& now) {
  if (const size_t count = plain_tasks_ahead(); count > 1) return run_plain_tasks(now, count);
  const Task task = tasks_.pop();
  const auto number = static_cast<uint32_t>(finished_);
  if (waiting_for_room_ > 0) room_.notify_one();
  const auto* const callback = std::get_if<CallbackWork>(&task.work);
  if (closing_ && callback) dropping_ = true;
  Step step = Step::finished;
  if (dropping_ || context_.stopped()) {
    const AdaptiveMutexUnlock unlocked(mutex_);
    discard_task(task);
  } else if (callback) {
    step = report(*callback);
    if (blocked_on_) return step;  // callback_returned finishes it
  } else if (const auto* const wait = std::get_if<WaitWork>(&task.work)) {
    if (!pass_or_wait(*wait)) return Step::finished;  // event_wait_over finishes it
  } else {
    recording_event_ = std::holds_alternative<RecordWork>(task.work);
    Outcome outcome;
    {
      const AdaptiveMutexUnlock unlocked(mutex_);
      outcome = run_task(task, *this, now);
      FailedTasks::note(task, number, *this, outcome);
      release_tasks(&task, 1);
    }
    recording_event_ = false;
    if (outcome.code != ACL_SUCCESS) keep_failure(task, number, outcome);
    if (unreported_failure_) return Step::finished;  // call_exception_callback finishes it
  }
  finish();
  return step;
}

// The number of tasks that come next and that can run without a look at the stream between them: short
// executions, copies and fills that are not watched.
size_t Stream::plain_tasks_ahead() const {
  if (dropping_ || context_.stopped() || service_time_) return 0;
  const auto is_plain = [](const Task& task) {
    const bool plain = std::holds_alternative<ExecuteWork>(task.work) ||
                       std::holds_alternative<CopyWork>(task.work) ||
                       std::holds_alternative<FillWork>(task.work);
    return plain && !task.watched && is_short(task);
  };
  const size_t most = std::min(tasks_.size(), most_plain_tasks);
  size_t count = 0;
  while (count < most && is_plain(tasks_[count])) ++count;
  return count;
}

// Like run_next, for up to so many tasks at once. They stay in the queue until they have run.
Stream::Step Stream::run_plain_tasks(Time& now, size_t count) {
  std::array<Task, most_plain_tasks> tasks;
  for (size_t i = 0; i < count; ++i) tasks[i] = tasks_[i];
  Outcome outcome;
  size_t done = 0;
  const auto first = static_cast<uint32_t>(finished_);
  {
    const AdaptiveMutexUnlock unlocked(mutex_);
    const Time until = now + longest_run;
    const QueuedExecution* timed = nullptr;
    int untimed = 0;
    const auto read_clock = [&] {
      const Time begun = std::exchange(now, Clock::now());
      if (untimed > 0) timed->run_times().record((now - begun) / std::exchange(untimed, 0));
    };
    do {
      const Task& task = tasks[done++];
      if (const auto* const work = std::get_if<ExecuteWork>(&task.work)) {
        outcome = run_untimed(*work, *this);
        timed = work->execution;
        ++untimed;
        // For a very short execution, reading the clock would be a good part of its time.
        if (!timed->run_times().are_very_short() || untimed == most_untimed) read_clock();
      } else {
        // The time of this task must not count for the executions before it.
        if (untimed > 0) read_clock();
        outcome = run_task(task, *this, now);
        read_clock();
      }
    } while (done < count && outcome.code == ACL_SUCCESS && now < until && !dropping_ && !stop_ &&
             !context_.stopped());
    if (untimed > 0) read_clock();
    FailedTasks::note(tasks[done - 1], first + static_cast<uint32_t>(done - 1), *this, outcome);
    release_tasks(tasks.data(), done);
  }
  tasks_.drop(done);
  if (waiting_for_room_ > 0) room_.notify_all();
  const uint32_t number = first + static_cast<uint32_t>(done - 1);
  if (outcome.code != ACL_SUCCESS) keep_failure(tasks[done - 1], number, outcome);
  // call_exception_callback finishes the failed one.
  finish(unreported_failure_ ? done - 1 : done);
  return Step::finished;
}

// A callback whose subscription is over is dropped: the client was promised that it runs on that thread.
Stream::Step Stream::report(const CallbackWork& callback) {
  if (callback.subscription != subscriptions_ || !subscription_.group) return Step::finished;
  if (callback.blocks) blocked_on_ = subscription_.group;
  subscription_.group->post(*this, callback);
  return Step::reported;
}

// True: the stream can go on. Holds a reference of its own to the event: that of the task goes when the wait
// is settled, while close() may still look at waits_for_.
bool Stream::pass_or_wait(const WaitWork& wait) {
  const Event::Reference kept = wait.event->reference();
  waits_for_ = wait.event;  // before asking: event_wait_over() may be called as soon as we have
  bool passes = false;
  {
    const MutexUnlock unlocked(mutex_);
    passes = wait.event->pass_or_wait(wait, *this);
  }
  if (passes) waits_for_ = nullptr;
  if (closing_) cancel_event_wait();
  return passes;
}

// The failure is kept before the exception-info callback is called, so that the callback finds it.
void Stream::keep_failure(const Task& task, uint32_t number, const Outcome& outcome) {
  if (stop_ || dropping_) return;  // the task was interrupted by us
  if (context_.stops_on_failure()) {
    context_.stop(outcome);
  } else if (failure_.code == ACL_SUCCESS) {
    failure_ = outcome;
  }
  if (!exception_callback.load()) return;
  unreported_failure_ =
      aclrtExceptionInfo{number, id_, task.thread, static_cast<uint32_t>(context_.device().id()),
                         static_cast<uint32_t>(outcome.code)};
}

// On the worker, whichever thread ran the task: there user code meets neither locks nor calls that it does
// not expect.
Stream::Step Stream::call_exception_callback() {
  aclrtExceptionInfo info = *unreported_failure_;
  in_user_code_ = true;
  if (const aclrtExceptionInfoCallback callback = exception_callback.load()) {
    const MutexUnlock unlocked(mutex_);
    const InsideCallback inside;
    callback(&info);
  }
  in_user_code_ = false;
  unreported_failure_.reset();
  finish();
  return Step::finished;
}

void Stream::finish(size_t tasks) {
  finished_ += tasks;
  if (finished_ < wake_at_) return;
  wake_at_ = UINT64_MAX;
  done_.notify_all();
}

RunControl& Stream::run_control() {
  if (!run_control_) {
    auto made = std::make_shared<RunControl>();
    const MutexLock lock(mutex_);
    // close() may have been called since the runner looked, and has found nothing to interrupt.
    if (dropping_) made->terminate();
    run_control_ = std::move(made);
  }
  return *run_control_;
}

void Stream::wait_out_service_time(Time begun) {
  if (!service_time_) return;
  const Time end = begun + service_time_->next();
  MutexLock lock(mutex_);
  while (!stop_ && !dropping_ && work_.wait_until(lock, end) != std::cv_status::timeout) {
  }
}

}  // namespace ascend_rx::runtime
