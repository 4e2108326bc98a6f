// Streams: their end, by the client or with the process.
#include <algorithm>
#include <utility>

#include "runtime/base/failure.h"
#include "runtime/device/event.h"
#include "runtime/device/report_group.h"
#include "runtime/device/run_task.h"
#include "runtime/device/stream.h"
#include "runtime/device/subscriptions.h"
#include "runtime/onnx/run_control.h"

namespace ascend_rx::runtime {

void Stream::close(bool force) {
  std::shared_ptr<ReportGroup> group;
  {
    const MutexLock lock(mutex_);
    require(!on_worker(), ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
            "a stream cannot be destroyed from its own exception-info callback");
    closing_ = true;
    if (force) dropping_ = true;
    if (force && run_control_) run_control_->terminate();
    if (force) work_.notify_all();  // ends a simulated duration
    group = blocked_on_ ? blocked_on_ : subscription_.group;
    room_.notify_all();
  }
  Subscriptions::instance().remove(*this);
  if (group) {
    const bool blocked = group->drop(*this);
    const bool left = group->wait_until_left(*this, true);
    const MutexLock lock(mutex_);
    if (blocked || !left) dropping_ = true;
  }
  // The callback that the stream waited for, if any, has returned, was dropped, or is the one that calls us.
  callback_returned(false);
  {
    MutexLock lock(mutex_);
    cancel_event_wait();
    while (finished_ < submitted_ && !stop_) {
      wake_at_ = std::min(wake_at_, submitted_.load());
      done_.wait(lock);
    }
    stop_ = true;
    work_.notify_all();
    done_.notify_all();
    while (waited_for()) done_.wait(lock);
  }
  join_worker();
}

// If the stream waits for an event, drops that wait and what is behind it.
void Stream::cancel_event_wait() {
  if (!waits_for_) return;
  const Event::Reference event = waits_for_->reference();
  bool cancelled = false;
  {
    const MutexUnlock unlocked(mutex_);
    cancelled = event->cancel_wait(*this);
  }
  // Otherwise the event was reached meanwhile, or pass_or_wait() is asking it now and calls this again.
  if (!cancelled) return;
  waits_for_ = nullptr;
  dropping_ = true;
  finish();
  wake_runner();
}

bool Stream::is_worker() {
  const MutexLock lock(mutex_);
  return on_worker();
}

// Called by close() and at the end of the process, maybe at the same time.
void Stream::join_worker() {
  std::thread worker;
  {
    const MutexLock lock(mutex_);
    worker = std::move(worker_);
  }
  if (worker.joinable()) worker.join();
}

void Stream::discard_all() {
  blocked_on_ = nullptr;
  unreported_failure_.reset();
  cancel_event_wait();
  while (!tasks_.empty()) {
    const Task task = tasks_.pop();
    const MutexUnlock unlocked(mutex_);
    discard_task(task);
  }
  finished_ = submitted_.load();
  room_.notify_all();
  done_.notify_all();
}

void Stream::stop_for_good() {
  const MutexLock lock(mutex_);
  stop_ = true;
  work_.notify_all();
  room_.notify_all();
  done_.notify_all();
}

void Stream::wait_until_stopped() {
  {
    MutexLock lock(mutex_);
    while (worker_runs_ && !in_user_code_) done_.wait(lock);
    if (worker_runs_) return;
  }
  join_worker();
}

}  // namespace ascend_rx::runtime
