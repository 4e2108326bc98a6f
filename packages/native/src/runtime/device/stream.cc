#include "stream.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "context.h"
#include "event.h"
#include "live_streams.h"
#include "onnx/run_control.h"
#include "perform.h"
#include "process/failure.h"
#include "process/instruments.h"
#include "process/process_end.h"
#include "process/quick_lock.h"
#include "report_group.h"
#include "subscriptions.h"
#include "task_watch.h"

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
  if (Instruments::on()) TaskWatch::begin(task);
  Lock lock = quick_lock(mutex_);
  try {
    queue(lock, task);
  } catch (...) {
    lock.unlock();
    discard(task, false);
    throw;
  }
}

void Stream::submit_callback(aclrtCallback function, void* user_data, bool blocks) {
  Task task{CallbackWork{function, user_data, blocks, 0}, kernel_thread_id()};
  Lock lock = quick_lock(mutex_);
  require(subscription_.group != nullptr, ACL_ERROR_RT_STREAM_NO_CB_REG,
          "no thread is subscribed to the stream; call aclrtSubscribeReport first");
  std::get<CallbackWork>(task.work).subscription = subscriptions_;
  queue(lock, task);
}

void Stream::queue(Lock& lock, Task& task) {
  context_.throw_if_stopped();
  if (tasks_.size() >= depth_) wait_for_room(lock);
  require(!stop_ && !closing_, ACL_ERROR_RT_INVALID_HANDLE, "the stream is being destroyed");
  if (!worker_runs_) start_worker();
  tasks_.push(task);
  ++submitted_;
  call_driver();
}

void Stream::wait_for_room(Lock& lock) {
  ++wait_for_room_;
  room_.wait(lock, [this] { return tasks_.size() < depth_ || stop_ || closing_; });
  --wait_for_room_;
  let_go();
  context_.throw_if_stopped();
}

// ------------------------------------------------------------------------------------------ waiting

// False: not in time.
bool Stream::wait_for_tasks(Lock& lock, const Deadline& deadline) {
  const uint64_t target = submitted_;
  bool in_time = true;
  ++wait_for_tasks_;
  while (in_time && finished_ < target && !stop_) {
    wake_at_ = std::min(wake_at_, target);
    if (!deadline) {
      done_.wait(lock);
    } else {
      in_time = done_.wait_until(lock, *deadline) != std::cv_status::timeout || finished_ >= target;
    }
  }
  --wait_for_tasks_;
  let_go();
  return in_time;
}

// A caller that waited goes on, and leaves with the lock: close() may be waiting for that.
void Stream::let_go() {
  if (stop_ && !waited_for()) done_.notify_all();
}

void Stream::synchronize(const Deadline& deadline) {
  Lock lock(mutex_);
  require(wait_for_tasks(lock, deadline), ACL_ERROR_RT_STREAM_SYNC_TIMEOUT,
          "the stream's tasks were not done in time");
  require(!dropping_, ACL_ERROR_RT_INVALID_HANDLE, "the stream was destroyed before its tasks were done");
  give_failure();
}

void Stream::wait() {
  Lock lock(mutex_);
  wait_for_tasks(lock, std::nullopt);
}

void Stream::throw_failure() {
  const Lock lock(mutex_);
  give_failure();
}

void Stream::give_failure() {
  if (process_ended()) throw Failure(ended_status, "the process ends");
  context_.throw_if_stopped();
  if (failure_.code != ACL_SUCCESS) {
    const Outcome given = std::exchange(failure_, {});
    throw Failure(given.code, given.text);
  }
}

bool Stream::busy() {
  const Lock lock(mutex_);
  return finished_ + (records_ ? 1 : 0) < submitted_;
}

bool Stream::has_pending_callbacks() {
  const std::shared_ptr<ReportGroup> group = subscription().group;
  return group && group->has_pending(*this);
}

// --------------------------------------------------------------------------------------- subscribing

Stream::Subscription Stream::subscription() {
  const Lock lock(mutex_);
  return subscription_;
}

void Stream::attach(std::shared_ptr<ReportGroup> group, uint64_t thread) {
  const Lock lock(mutex_);
  subscription_ = {std::move(group), thread};
  ++subscriptions_;
}

void Stream::detach() {
  const Lock lock(mutex_);
  subscription_ = {};
  if (driver_ == Driver::away) driver_ = Driver::none;
  call_driver();
}

void Stream::callback_returned(bool helper) {
  const Lock lock = quick_lock(mutex_);
  if (!blocked_on_) return;  // the stream was stopped meanwhile
  blocked_on_ = nullptr;
  finish();
  if (helper) {
    leave();
  } else {
    call_driver();
  }
}

void Stream::event_came() {
  const Lock lock(mutex_);
  waits_for_ = nullptr;
  finish();
  call_driver();
}

// -------------------------------------------------------------------------------------------- ending

// Drops the wait for an event, if the stream stands in one, and what is behind it.
void Stream::leave_event(Lock& lock) {
  if (!waits_for_) return;
  const Event::Reference event = waits_for_->reference();
  lock.unlock();
  const bool left = event->forget(*this);
  lock.lock();
  if (!left) return;  // it has come, or is asked just now: then this is called again
  waits_for_ = nullptr;
  dropping_ = true;
  finish();
  call_driver();
}

bool Stream::is_worker() {
  const Lock lock(mutex_);
  return on_worker();
}

void Stream::close(bool force) {
  std::shared_ptr<ReportGroup> group;
  {
    Lock lock(mutex_);
    require(!on_worker(), ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
            "a stream cannot be destroyed from its own exception-info callback");
    closing_ = true;
    if (force) dropping_ = true;
    if (force && run_control_) run_control_->terminate();
    if (force) work_.notify_all();  // ends a simulated service time
    group = blocked_on_ ? blocked_on_ : subscription_.group;
    room_.notify_all();
  }
  Subscriptions::instance().remove(*this);
  if (group) {
    const bool blocked = group->drop(*this);
    const bool left = group->leave(*this, true);
    Lock lock(mutex_);
    if (blocked || !left) dropping_ = true;
  }
  // Either the stream was not blocked, or what it waited for has returned, was dropped or is the caller's
  // own.
  callback_returned(false);
  {
    Lock lock(mutex_);
    leave_event(lock);
    while (finished_ < submitted_ && !stop_) {
      wake_at_ = std::min(wake_at_, submitted_.load());
      done_.wait(lock);
    }
    stop_ = true;
    work_.notify_all();
    done_.notify_all();
    done_.wait(lock, [this] { return !waited_for(); });
  }
  join_worker();
}

// Called by close() and at the end of the process, which may come at the same time.
void Stream::join_worker() {
  std::thread worker;
  {
    const Lock lock(mutex_);
    worker = std::move(worker_);
  }
  if (worker.joinable()) worker.join();
}

void Stream::stop_for_good() {
  const Lock lock(mutex_);
  stop_ = true;
  work_.notify_all();
  room_.notify_all();
  done_.notify_all();
}

void Stream::wait_until_stopped() {
  {
    Lock lock(mutex_);
    done_.wait(lock, [this] { return !worker_runs_ || in_user_code_; });
    if (worker_runs_) return;
  }
  join_worker();
}

}  // namespace ascend_rx::runtime
