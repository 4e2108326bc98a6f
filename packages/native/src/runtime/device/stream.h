// A stream: an ordered queue of tasks and the one worker that runs them, started with the first task.
// Owned by its context. Thread-safe; destroyed only after close().
//
// Taking the next task and running it (run_next) is apart from the thread that drives it (work), so that
// another thread can drive a while: only one ever does.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "acl/acl.h"
#include "handle.h"
#include "ring.h"
#include "service_times.h"
#include "task.h"

namespace ascend_rx::runtime {

class Context;
class ReportGroup;
class RunControl;

class Stream : public Handle<Stream, 0x5354524541u> {
 public:
  using Deadline = std::optional<std::chrono::steady_clock::time_point>;

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

  // Tasks have been given that are not done.
  bool busy();

  // For Subscriptions, which keeps the two sides consistent.
  Subscription subscription();
  void attach(std::shared_ptr<ReportGroup> group, uint64_t thread);
  void detach();

  // For ReportGroup: the callback that the stream waits for has returned or was dropped.
  void callback_returned();

  // For Event: what the stream waits for has come.
  void event_came();

  // Ends the stream: waits for its tasks up to the first callback, or wait for an event that has not come,
  // drops that and everything behind it.
  // With `force` what has not begun is thrown away at once. Idempotent.
  void close(bool force);

  // For the end of the process: stops the worker, waits until it has left its task (but not for user code).
  void stop_for_good();
  void wait_until_stopped();

 private:
  using Lock = std::unique_lock<std::mutex>;

  void queue(Lock& lock, Task& task);
  void wait_for_room(Lock& lock);
  void start_worker();
  void work();
  bool runnable() const { return !blocked_on_ && !waits_for_ && !tasks_.empty(); }
  void run_next(Lock& lock);
  void hand_over(const CallbackWork& callback);
  bool pass(Lock& lock, const WaitWork& wait);
  void leave_event(Lock& lock);
  Outcome perform(const Task& task);
  Outcome execute(Execution* execution);
  void keep_failure(Lock& lock, const Task& task, uint32_t number, const Outcome& outcome);
  Outcome perform_watched(const Task& task);
  void wait_until(std::chrono::steady_clock::time_point time);
  void dispose(const Task& task);
  void discard(const Task& task);
  void discard_all(Lock& lock);
  void finish_one();
  void finish_awaited();
  RunControl& run_control();
  void join_worker();

  Context& context_;
  const uint32_t id_;
  const size_t depth_;                        // tasks that wait; a submitter to a full queue waits for room
  std::optional<ServiceTimes> service_time_;  // the driver's only

  std::mutex mutex_;
  std::condition_variable work_;  // for the worker: something is runnable, or stop
  std::condition_variable room_;  // for submitters: the queue is no longer full
  std::condition_variable done_;  // for synchronize and close: a task they wait for is finished
  Ring<Task> tasks_;
  uint64_t submitted_ = 0;
  uint64_t finished_ = 0;
  uint64_t wake_at_ = UINT64_MAX;  // done_ is notified when finished_ reaches this
  int wait_for_room_ = 0;          // submitters waiting
  bool worker_sleeps_ = false;
  bool worker_runs_ = false;   // the thread has not ended yet
  bool in_user_code_ = false;  // the worker is in the exception-info callback
  bool closing_ = false;       // callbacks, events to come, and what is behind one, are dropped
  bool dropping_ = false;      // everything is dropped
  bool stop_ = false;          // the worker is to end

  Subscription subscription_;
  uint64_t subscriptions_ = 0;               // counts them; names the present one
  std::shared_ptr<ReportGroup> blocked_on_;  // has a callback that the stream waits for
  Event* waits_for_ = nullptr;               // has not been reached; the task holds the reference
  Outcome failure_;                          // of the first task that failed since the last synchronize

  std::shared_ptr<RunControl> run_control_;  // made with the first execution; the worker's and close()'s
  std::thread worker_;
};

}  // namespace ascend_rx::runtime
