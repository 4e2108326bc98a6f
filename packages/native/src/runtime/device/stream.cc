// Streams: submitting tasks, waiting for them, subscribing a thread.
#include "runtime/device/stream.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "runtime/base/failure.h"
#include "runtime/base/process_end.h"
#include "runtime/checks/instrumentation.h"
#include "runtime/checks/strict.h"
#include "runtime/device/context.h"
#include "runtime/device/live_streams.h"
#include "runtime/device/report_group.h"
#include "runtime/device/run_task.h"
#include "runtime/device/subscriptions.h"
#include "runtime/device/task_watch.h"

namespace ascend_rx::runtime {
namespace {

std::atomic<uint32_t> next_id{0};

uint32_t kernel_thread_id() {
  static thread_local const auto id = static_cast<uint32_t>(syscall(SYS_gettid));
  return id;
}

}  // namespace

Stream::Stream(Context& context)
    : context_(context), id_(next_id.fetch_add(1)), depth_(Settings::current().queue_depth) {
  const ServiceTime& time = Settings::current().service_time;
  if (time.most_us > 0) service_time_.emplace(time, id_);
  LiveStreams::instance().add(*this);
}

Stream::~Stream() { LiveStreams::instance().remove(*this); }

// ---------------------------------------------------------------------------------------- submitting

void Stream::submit(Task task) {
  task.thread = kernel_thread_id();
  if (Instrumentation::on()) TaskWatch::begin(task);
  try {
    MutexLock lock(mutex_, adaptive);
    queue(lock, task);
  } catch (...) {
    discard_task(task, false);
    throw;
  }
}

void Stream::submit_and_wait(Task task) {
  const auto& execution = *std::get<ExecuteWork>(task.work).execution;
  task.thread = kernel_thread_id();
  if (Instrumentation::on()) TaskWatch::begin(task);
  Task stuck;
  try {
    const std::shared_ptr<ReportGroup> own = Subscriptions::instance().group_of_this_thread();
    require(!inside_callback() || own, ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
            "an execution that is waited for cannot be launched in the exception-info callback, for which "
            "the stream waits");
    MutexLock lock(mutex_, adaptive);
    queue(lock, task);
    if (wait_for_task(lock, submitted_, own.get())) return;
    stuck = take_out(execution);
  } catch (...) {
    discard_task(task, false);
    throw;
  }
  discard_task(stuck);
  throw Failure(ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
                "the dims of the model's outputs are known only when it has run, and the stream waits for a "
                "callback that this thread has to run, or has not returned from; let another thread call "
                "aclrtProcessReport, or call it first");
}

void Stream::submit_callback(aclrtCallback function, void* user_data, bool blocks) {
  Task task{CallbackWork{function, user_data, blocks, 0}, kernel_thread_id()};
  MutexLock lock(mutex_, adaptive);
  require(subscription_.group != nullptr, ACL_ERROR_RT_STREAM_NO_CB_REG,
          "no thread is subscribed to the stream; call aclrtSubscribeReport first");
  std::get<CallbackWork>(task.work).subscription = subscriptions_;
  queue(lock, task);
}

void Stream::queue(MutexLock& lock, Task& task) {
  context_.throw_if_stopped();
  if (tasks_.size() >= depth_) wait_for_room(lock);
  require(!stop_ && !closing_, ACL_ERROR_RT_INVALID_HANDLE, "the stream is being destroyed");
  if (!worker_runs_) start_worker();
  tasks_.push(task);
  ++submitted_;
  wake_runner();
}

void Stream::wait_for_room(MutexLock& lock) {
  ++waiting_for_room_;
  while (tasks_.size() >= depth_ && !stop_ && !closing_) room_.wait(lock);
  --waiting_for_room_;
  waiter_left();
  context_.throw_if_stopped();
}

// ------------------------------------------------------------------------------------------ waiting

// False: the tasks were not done in time.
bool Stream::wait_for_tasks(MutexLock& lock, const Deadline& deadline) {
  const uint64_t target = submitted_;
  bool in_time = true;
  ++waiting_for_tasks_;
  while (in_time && finished_ < target && !stop_) {
    wake_at_ = std::min(wake_at_, target);
    if (!deadline) {
      done_.wait(lock);
    } else {
      in_time = done_.wait_until(lock, *deadline) != std::cv_status::timeout || finished_ >= target;
    }
  }
  --waiting_for_tasks_;
  waiter_left();
  return in_time;
}

// Waits until that many tasks are done, or the stream ends. False: that will never happen, since it waits for
// the calling thread. `own`: the group whose callbacks that thread runs, if there is one.
bool Stream::wait_for_task(MutexLock& lock, uint64_t target, ReportGroup* own) {
  // How often a thread that runs callbacks looks whether the stream waits for it, by way of another stream or
  // directly: nobody tells.
  constexpr std::chrono::milliseconds look_period{2};
  bool stuck = false;
  ++waiting_for_tasks_;
  while (!stuck && finished_ < target && !stop_) {
    wake_at_ = std::min(wake_at_, target);
    if (!own) {
      done_.wait(lock);
    } else if (done_.wait_for(lock, look_period) == std::cv_status::timeout) {
      stuck = finished_ < target && waits_for_this_thread(*own);
    }
  }
  --waiting_for_tasks_;
  waiter_left();
  return !stuck;
}

bool Stream::waits_for_this_thread(ReportGroup& own) {
  if (blocked_on_) return blocked_on_.get() == &own;
  return waits_for_ && own.holds_up_a_stream();
}

// Takes an execution out of the queue: nothing is done in its place. REQUIRES: the stream has not come to it.
Task Stream::take_out(const QueuedExecution& execution) {
  static char nothing = 0;
  for (size_t i = 0; i < tasks_.size(); ++i) {
    const auto* const work = std::get_if<ExecuteWork>(&tasks_[i].work);
    if (work && work->execution == &execution)
      return std::exchange(tasks_[i], Task{FillWork{&nothing, 0, 0}});
  }
  return Task{FillWork{&nothing, 0, 0}};
}

// A caller does not wait any more; close() may wait until none does.
void Stream::waiter_left() {
  if (stop_ && !waited_for()) done_.notify_all();
}

void Stream::synchronize(const Deadline& deadline) {
  MutexLock lock(mutex_);
  require(wait_for_tasks(lock, deadline), ACL_ERROR_RT_STREAM_SYNC_TIMEOUT,
          "the stream's tasks were not done in time");
  require(!dropping_, ACL_ERROR_RT_INVALID_HANDLE, "the stream was destroyed before its tasks were done");
  throw_kept_failure();
}

void Stream::wait() {
  MutexLock lock(mutex_);
  wait_for_tasks(lock, std::nullopt);
}

void Stream::throw_failure() {
  const MutexLock lock(mutex_);
  throw_kept_failure();
}

void Stream::throw_kept_failure() {
  if (process_ended()) throw Failure(ended_status, "the process ends");
  context_.throw_if_stopped();
  if (failure_.code != ACL_SUCCESS) {
    const Outcome given = std::exchange(failure_, {});
    throw Failure(given.code, given.text);
  }
}

bool Stream::busy() {
  const MutexLock lock(mutex_);
  return finished_ + (recording_event_ ? 1 : 0) < submitted_;
}

bool Stream::has_pending_callbacks() {
  const std::shared_ptr<ReportGroup> group = subscription().group;
  return group && group->has_pending(*this);
}

// --------------------------------------------------------------------------------------- subscribing

Stream::Subscription Stream::subscription() {
  const MutexLock lock(mutex_);
  return subscription_;
}

void Stream::attach(std::shared_ptr<ReportGroup> group, uint64_t thread) {
  const MutexLock lock(mutex_);
  subscription_ = {std::move(group), thread};
  ++subscriptions_;
}

void Stream::detach() {
  const MutexLock lock(mutex_);
  subscription_ = {};
  if (runner_ == Runner::expected) runner_ = Runner::none;
  wake_runner();
}

void Stream::callback_returned(bool on_report_thread) {
  const MutexLock lock(mutex_, adaptive);
  if (!blocked_on_) return;  // the stream was stopped meanwhile
  blocked_on_ = nullptr;
  finish();
  if (on_report_thread) {
    leave_to_others();
  } else {
    wake_runner();
  }
}

void Stream::event_wait_over() {
  const MutexLock lock(mutex_);
  waits_for_ = nullptr;
  finish();
  wake_runner();
}

}  // namespace ascend_rx::runtime
