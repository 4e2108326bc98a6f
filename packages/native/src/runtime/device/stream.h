// A stream: an ordered queue of tasks. Owned by its context. Thread-safe; destroyed only after close().
//
// One thread at a time drives it, that is, takes the next task and runs it (stream_driving.cc):
//   the worker, a thread of its own, started with the first task; or
//   the helper, the thread that waits for the stream's callbacks in aclrtProcessReport. It runs brief tasks
//   itself while it waits, which spares a callback both hand-overs between threads; each costs more than many
//   small executions. What is not brief it leaves to the worker. While it is away with a callback, or in the
//   caller's loop around aclrtProcessReport, tasks wait for it a moment: the worker, which watches for as
//   long as there is something to watch, takes over when it does not come back.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "acl/acl.h"
#include "handle.h"
#include "process/exception_info.h"
#include "ring.h"
#include "service_times.h"
#include "task.h"

namespace ascend_rx::runtime {

class Context;
class ReportGroup;
class RunControl;

class Stream : public Handle<Stream, 0x5354524541u> {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Deadline = std::optional<Time>;

  // Who runs the stream's callbacks: no group, no one.
  struct Subscription {
    std::shared_ptr<ReportGroup> group;
    uint64_t thread = 0;
  };

  explicit Stream(Context& context);
  ~Stream();

  Context& context() const { return context_; }
  uint32_t id() const { return id_; }

  // Queues a task; waits while the queue is full. Takes over what the task owns even when it throws. Throws
  // Failure.
  void submit(Task task);
  // Queues a callback for the thread subscribed now. Throws Failure, 107015 when there is none.
  void submit_callback(aclrtCallback function, void* user_data, bool blocks);

  // Waits for the tasks given before. Throws the Failure of a task; ACL_ERROR_RT_STREAM_SYNC_TIMEOUT.
  void synchronize(const Deadline& deadline = std::nullopt);
  // The two halves of it: the waiting alone, and the failure alone.
  void wait();
  void throw_failure();

  // Tasks have been given that are not done. A record counts as done when it has begun: who waited for the
  // event is told before the task has ended.
  bool busy();
  // It has reached callbacks that have not been called yet.
  bool has_pending_callbacks();

  // For Subscriptions, which keeps the two sides consistent.
  Subscription subscription();
  void attach(std::shared_ptr<ReportGroup> group, uint64_t thread);
  void detach();

  // For ReportGroup, on its thread: drives as long as there is nothing to report, tasks are brief and the
  // deadline has not passed. True: from now on the group is nudged when there is more to do here; end_help()
  // ends that. False: look at the reports and the clock. `now` goes with the time.
  bool help(const Deadline& deadline, Time& now);
  void end_help();

  // The callback that the stream waits for has returned or was dropped. `helper`: on the helper's thread,
  // which will soon be back.
  void callback_returned(bool helper);

  // For Event: what the stream waits for has come.
  void event_came();

  // For executions: the means to interrupt them. REQUIRES: the caller is the driver; an OnnxGate::Pass.
  RunControl& run_control();

  // For executions, too: waits for the rest of their simulated time since `begun`; not beyond the end of the
  // stream.
  bool has_service_time() const { return service_time_.has_value(); }
  void wait_out_service_time(Time begun);

  // Ends the stream: waits for its tasks up to the first callback, or wait for an event that has not come,
  // drops that and everything behind it. With `force` what has not begun is thrown away at once. Callers that
  // wait for the stream are out of it afterwards. Idempotent. Throws Failure on the stream's own worker.
  void close(bool force);

  // The calling thread is the stream's worker, inside the exception-info callback.
  bool is_worker();

  // For the end of the process: stops the driver, waits until it has left its task (but not for user code).
  void stop_for_good();
  void wait_until_stopped();

 private:
  using Lock = std::unique_lock<std::mutex>;

  enum class Driver {
    none,     // nothing to drive, or the worker is being woken for it, or whoever comes first
    worker,   // is in a task, or tells of a failed one
    helper,   // is in a task
    called,   // the helper is being woken for it
    away,     // the helper will come back for it
    looking,  // the helper looks out for it
  };

  void queue(Lock& lock, Task& task);
  void wait_for_room(Lock& lock);
  bool wait_for_tasks(Lock& lock, const Deadline& deadline);
  bool waited_for() const { return wait_for_room_ > 0 || wait_for_tasks_ > 0; }
  void let_go();
  void give_failure();
  bool on_worker() const { return worker_.get_id() == std::this_thread::get_id(); }
  void leave_event(Lock& lock);
  void join_worker();

  // Driving. Every function but work() REQUIRES the lock.
  enum class Turn { finished, reported };  // what a turn came to: another task, or a report for the group
  void start_worker();
  void work();
  void sleep(Lock& lock);
  bool runnable() const { return !blocked_on_ && !waits_for_ && !untold_ && !tasks_.empty(); }
  bool has_turn() const { return untold_ || runnable(); }
  bool helper_may_run() const;
  void leave();
  bool lend(Time since);
  void judge_absence(Time now);
  void distrust();
  void call_driver();
  bool look_out(Lock& lock, Time& now);
  uint64_t look_again() const;
  Turn run_next(Lock& lock, Time& now);
  size_t plain_tasks_ahead() const;
  Turn run_plain_tasks(Lock& lock, Time& now, size_t count);
  Turn hand_over(const CallbackWork& callback);
  bool pass(Lock& lock, const WaitWork& wait);
  void keep_failure(const Task& task, uint32_t number, const Outcome& outcome);
  Turn tell(Lock& lock);
  void discard_all(Lock& lock);
  void finish(size_t tasks = 1);

  Context& context_;
  const uint32_t id_;
  const size_t depth_;                        // tasks that wait; a submitter to a full queue waits for room
  std::optional<ServiceTimes> service_time_;  // the driver's only

  std::mutex mutex_;
  std::condition_variable work_;  // for the worker: something is to be done, or watched, or stop
  std::condition_variable room_;  // for submitters: the queue is no longer full
  std::condition_variable done_;  // for synchronize and close: a task they wait for is finished
  Ring<Task> tasks_;
  alignas(64) std::atomic<uint64_t> submitted_{0};  // written under the lock; the helper looks without
  alignas(64) uint64_t finished_ = 0;
  uint64_t wake_at_ = UINT64_MAX;  // done_ is notified when finished_ reaches this
  int wait_for_room_ = 0;          // submitters waiting
  int wait_for_tasks_ = 0;         // callers of synchronize and wait
  bool closing_ = false;           // callbacks, events to come, and what is behind one, are dropped
  // Both written under the lock; the driver also looks at them without.
  std::atomic<bool> dropping_{false};  // everything is dropped
  std::atomic<bool> stop_{false};      // the worker is to end
  bool records_ = false;               // the task that runs is the record of an event

  Driver driver_ = Driver::none;
  bool worker_runs_ = false;  // the thread has not ended yet
  bool worker_sleeps_ = false;
  bool in_user_code_ = false;  // the worker is in the exception-info callback
  bool helper_waits_ = false;  // is to be called when there is something for it
  bool watched_ = false;       // the worker sleeps a moment at a time, since the helper is expected back
  uint64_t lends_ = 0;         // times that it was
  Time lent_at_;
  Time::duration absence_{};    // of late, on average; the longer ago, the less it counts
  int looks_left_out_ = 0;      // so many times more the helper does not look out before it sleeps
  int looks_to_leave_out_ = 0;  // what that becomes when it looked out for nothing again
  int distrusted_ = 0;          // so many times more it is not relied on
  int distrust_ = 1;            // what that becomes when it stays away again

  Subscription subscription_;
  uint64_t subscriptions_ = 0;               // counts them; names the present one
  std::shared_ptr<ReportGroup> blocked_on_;  // has a callback that the stream waits for
  Event* waits_for_ = nullptr;               // has not been reached; the task holds the reference
  Outcome failure_;                          // of the first task that failed since the last synchronize
  std::optional<aclrtExceptionInfo>
      untold_;  // a failed task that the exception-info callback has not heard of

  std::shared_ptr<RunControl> run_control_;  // made with the first execution; the driver's and close()'s
  std::thread worker_;
};

}  // namespace ascend_rx::runtime
