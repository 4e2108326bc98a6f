// Streams: submitting tasks, waiting for them, subscribing a thread.
#include "runtime/device/stream.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "runtime/base/failure.h"
#include "runtime/base/process_end.h"
#include "runtime/checks/instrumentation.h"
#include "runtime/device/context.h"
#include "runtime/device/live_streams.h"
#include "runtime/device/report_group.h"
#include "runtime/device/run_task.h"
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
