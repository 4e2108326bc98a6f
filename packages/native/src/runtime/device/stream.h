// A stream: an ordered queue of tasks. Owned by its context. Thread-safe; destroyed only after close().
//
// One thread at a time runs its tasks, the runner:
//   the worker, a thread of the stream's own, started with the first task; or
//   the report thread, which waits for the stream's callbacks in aclrtProcessReport. While it waits it runs
//   short tasks itself. That spares each callback two hand-overs between threads, each of which costs more
//   than many small executions. It leaves tasks that are not short to the worker. The report thread is away
//   while it runs a callback or the caller's loop around aclrtProcessReport. While the report thread is away,
//   tasks wait for it briefly. If it does not return, the worker runs them: the worker wakes regularly as
//   long as tasks can wait in this way.
//
// Where: stream.cc submits and waits, stream_runner.cc decides who runs, stream_tasks.cc runs tasks,
// stream_close.cc ends the stream. The locks of this folder are taken in this order: a device's, the
// subscriptions' or LiveStreams'; an event's; a stream's; a report group's or a context's.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <thread>

#include "acl/acl.h"
#include "base/mutex.h"
#include "runtime/base/handle.h"
#include "runtime/base/ring.h"
#include "runtime/device/absence_estimate.h"
#include "runtime/device/exception_info.h"
#include "runtime/device/poll_backoff.h"
#include "runtime/device/service_times.h"
#include "runtime/device/task.h"

namespace ascend_rx::runtime {

class Context;
class QueuedExecution;
class ReportGroup;
class RunControl;

class Stream : public Handle<Stream, 0x5354524541u> {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Deadline = std::optional<Time>;

  // Who runs the stream's callbacks; without a group, nobody.
  struct Subscription {
    std::shared_ptr<ReportGroup> group;
    uint64_t thread = 0;
  };

  explicit Stream(Context& context);
  ~Stream();

  Context& context() const { return context_; }
  uint32_t id() const { return id_; }

  // Queues a task; waits while the queue is full. Takes over what the task owns, even when it throws. Throws
  // Failure.
  void submit(Task task) EXCLUDES(mutex_);
  // Queues an execution and waits until it has run or was dropped. Throws Failure, 207000 where the stream
  // can only go on after the calling thread has returned from a callback, or has called aclrtProcessReport:
  // then the execution is dropped.
  void submit_and_wait(Task task) EXCLUDES(mutex_);
  // Queues a callback for the thread that is subscribed now. Throws Failure, 107015 when there is none.
  void submit_callback(aclrtCallback function, void* user_data, bool blocks) EXCLUDES(mutex_);

  // Waits for the tasks submitted before. Throws the Failure of a task, or ACL_ERROR_RT_STREAM_SYNC_TIMEOUT.
  void synchronize(const Deadline& deadline = std::nullopt) EXCLUDES(mutex_);
  // The two halves of it: only waits; only throws the failure.
  void wait() EXCLUDES(mutex_);
  void throw_failure() EXCLUDES(mutex_);

  // Some submitted task is not done. A record counts as done when it begins. Its task ends later, after the
  // waiting streams have been notified.
  bool busy() EXCLUDES(mutex_);
  // The stream has reached callbacks that have not been called yet.
  bool has_pending_callbacks() EXCLUDES(mutex_);

  // For Subscriptions, which keeps stream and group consistent.
  Subscription subscription() EXCLUDES(mutex_);
  void attach(std::shared_ptr<ReportGroup> group, uint64_t thread) EXCLUDES(mutex_);
  void detach() EXCLUDES(mutex_);

  // For ReportGroup, on its thread: runs tasks as long as there is nothing to report, they are short and the
  // deadline has not passed. True: there is nothing to run; from now on the stream wakes the group when that
  // changes, until end_wait_of_report_thread(). False: look at the reports and at the clock. Keeps `now` up
  // to date.
  bool run_on_report_thread(const Deadline& deadline, Time& now) EXCLUDES(mutex_);
  void end_wait_of_report_thread() EXCLUDES(mutex_);

  // The callback that the stream waits for has returned or was dropped. `on_report_thread`: the caller is
  // that thread, which will soon call run_on_report_thread() again.
  void callback_returned(bool on_report_thread) EXCLUDES(mutex_);

  // For Event: there is nothing left that the stream has to wait for.
  void event_wait_over() EXCLUDES(mutex_);

  // For the runner: interrupts executions. REQUIRES: an OnnxAccess::Guard.
  RunControl& run_control() EXCLUDES(mutex_);

  // For the runner: waits until the simulated duration of an execution that began then is over, or the stream
  // ends.
  bool has_service_time() const { return service_time_.has_value(); }
  void wait_out_service_time(Time begun) EXCLUDES(mutex_);

  // Ends the stream: waits for its tasks up to the first callback, or the first wait for an event that has
  // not been reached; drops that one and what is behind it. With `force`, tasks that have not begun are
  // dropped at once. When it returns, nobody waits for the stream any more. Idempotent. Throws Failure on the
  // stream's own worker.
  void close(bool force) EXCLUDES(mutex_);

  // The calling thread is the stream's worker, in the exception-info callback.
  bool is_worker() EXCLUDES(mutex_);

  // For the end of the process: stops the runner; waits until it has left its task, but not for user code.
  void stop_for_good() EXCLUDES(mutex_);
  void wait_until_stopped() EXCLUDES(mutex_);

 private:
  enum class Runner {
    none,           // nothing to run, or the worker is being woken, or the thread that comes first runs it
    worker,         // is in a task, or in the exception-info callback
    report_thread,  // is in a task
    woken,          // the report thread is being woken for tasks
    expected,       // the report thread is away and will come back for tasks
    polling,        // the report thread polls for tasks
  };
  enum class Step { finished, reported };  // what running a task led to: nothing, or a report for the group

  // Submitting and waiting.
  void queue(MutexLock& lock, Task& task) REQUIRES(mutex_);
  void wait_for_room(MutexLock& lock) REQUIRES(mutex_);
  bool wait_for_tasks(MutexLock& lock, const Deadline& deadline) REQUIRES(mutex_);
  bool wait_for_task(MutexLock& lock, uint64_t target, ReportGroup* own) REQUIRES(mutex_);
  bool waits_for_this_thread(ReportGroup& own) REQUIRES(mutex_);
  Task take_out(const QueuedExecution& execution) REQUIRES(mutex_);
  bool waited_for() const REQUIRES(mutex_) { return waiting_for_room_ > 0 || waiting_for_tasks_ > 0; }
  void waiter_left() REQUIRES(mutex_);
  void throw_kept_failure() REQUIRES(mutex_);

  // Ending.
  bool on_worker() const REQUIRES(mutex_) { return worker_.get_id() == std::this_thread::get_id(); }
  void cancel_event_wait() REQUIRES(mutex_);
  void discard_all() REQUIRES(mutex_);
  void join_worker() EXCLUDES(mutex_);

  // Who runs.
  void start_worker() REQUIRES(mutex_);
  void work() EXCLUDES(mutex_);
  void sleep(MutexLock& lock) REQUIRES(mutex_);
  bool runnable() const REQUIRES(mutex_) {
    return !blocked_on_ && !waits_for_ && !unreported_failure_ && !tasks_.empty();
  }
  bool has_work() const REQUIRES(mutex_) { return unreported_failure_ || runnable(); }
  bool report_thread_may_run() const REQUIRES(mutex_);
  bool may_poll() const REQUIRES(mutex_);
  bool poll_for_tasks(Time& now) REQUIRES(mutex_);
  uint64_t look_at_submitted() const;
  void leave_to_others() REQUIRES(mutex_);
  bool expect_report_thread(Time since) REQUIRES(mutex_);
  void wake_runner() REQUIRES(mutex_);

  // Running. REQUIRES: the caller is the runner.
  Step run_next(Time& now) REQUIRES(mutex_);
  size_t plain_tasks_ahead() const REQUIRES(mutex_);
  Step run_plain_tasks(Time& now, size_t count) REQUIRES(mutex_);
  Step report(const CallbackWork& callback) REQUIRES(mutex_);
  bool pass_or_wait(const WaitWork& wait) REQUIRES(mutex_);
  void keep_failure(const Task& task, uint32_t number, const Outcome& outcome) REQUIRES(mutex_);
  Step call_exception_callback() REQUIRES(mutex_);
  void finish(size_t tasks = 1) REQUIRES(mutex_);

  Context& context_;
  const uint32_t id_;
  const size_t depth_;                        // tasks that the queue holds
  std::optional<ServiceTimes> service_time_;  // the runner's only

  Mutex mutex_;
  ConditionVariable work_;  // for the worker: there is something to run or to watch, or the stream ends
  ConditionVariable room_;  // for submitters: the queue is not full any more
  ConditionVariable done_;  // for synchronize and close: the task that they wait for is done
  Ring<Task> tasks_ GUARDED_BY(mutex_);
  alignas(64) std::atomic<uint64_t> submitted_{
      0};  // written under the lock; the report thread polls it without
  alignas(64) uint64_t finished_ GUARDED_BY(mutex_) = 0;
  uint64_t wake_at_ GUARDED_BY(mutex_) = UINT64_MAX;  // done_ is notified when finished_ reaches this
  int waiting_for_room_ GUARDED_BY(mutex_) = 0;       // submitters
  int waiting_for_tasks_ GUARDED_BY(mutex_) = 0;      // callers of synchronize and wait
  bool closing_ GUARDED_BY(mutex_) =
      false;  // callbacks, waits for events to come and what is behind one are dropped
  // Both are written under the lock; the runner reads them without, too.
  std::atomic<bool> dropping_{false};                // everything is dropped
  std::atomic<bool> stop_{false};                    // the worker is to end
  bool recording_event_ GUARDED_BY(mutex_) = false;  // the task that runs is the record of an event

  Runner runner_ GUARDED_BY(mutex_) = Runner::none;
  bool worker_runs_ GUARDED_BY(mutex_) = false;  // its thread has not ended yet
  bool worker_sleeps_ GUARDED_BY(mutex_) = false;
  bool worker_watches_ GUARDED_BY(mutex_) = false;  // wakes regularly, since the report thread is expected
  bool in_user_code_ GUARDED_BY(mutex_) = false;    // the worker is in the exception-info callback
  bool report_thread_waits_ GUARDED_BY(mutex_) = false;  // and is to be woken when there are tasks for it
  AbsenceEstimate absence_ GUARDED_BY(mutex_);           // of the report thread
  PollBackoff polls_ GUARDED_BY(mutex_);                 // of the report thread

  Subscription subscription_ GUARDED_BY(mutex_);
  uint64_t subscriptions_ GUARDED_BY(mutex_) = 0;  // counts them; names the present one
  // Has a callback that the stream waits for.
  std::shared_ptr<ReportGroup> blocked_on_ GUARDED_BY(mutex_);
  Event* waits_for_ GUARDED_BY(mutex_) = nullptr;  // not reached yet; the task holds the reference
  Outcome failure_ GUARDED_BY(mutex_);             // of the first task that failed since the last synchronize
  // Of a failed task for which the exception-info callback has not been called yet.
  std::optional<aclrtExceptionInfo> unreported_failure_ GUARDED_BY(mutex_);

  // Made by the runner, under the lock, with the first execution. So the runner reads it without the lock,
  // others with.
  std::shared_ptr<RunControl> run_control_;
  std::thread worker_ GUARDED_BY(mutex_);
};

}  // namespace ascend_rx::runtime
