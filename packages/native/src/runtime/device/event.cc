#include "runtime/device/event.h"

#include <algorithm>

#include "runtime/base/failure.h"
#include "runtime/base/process_end.h"
#include "runtime/checks/object_registry.h"
#include "runtime/checks/strict.h"
#include "runtime/device/stream.h"
#include "runtime/device/task.h"

namespace ascend_rx::runtime {

// ------------------------------------------------------------------------------------------- references

Event::Reference Event::reference() {
  retain();
  return Reference(this);
}

void Event::destroy() {
  destroyed_.store(true);
  release(1);
}

void Event::release(size_t references) {
  if (references > 0 && references_.fetch_sub(references, std::memory_order_acq_rel) == references)
    delete this;
}

// ------------------------------------------------------------------------------------------------ tasks

RecordWork Event::record() {
  const MutexLock lock(mutex_);
  pending_.push_back(++records_);
  retain();
  return {this, records_};
}

WaitWork Event::wait() {
  const MutexLock lock(mutex_);
  ++waits_;
  retain();
  return {this, records_};
}

ResetWork Event::reset() {
  const MutexLock lock(mutex_);
  retain();
  return {this, records_};
}

void Event::settle(const RecordWork& record, RecordEnd end) {
  size_t passed = 0;
  {
    const MutexLock lock(mutex_);
    pending_.erase(std::lower_bound(pending_.begin(), pending_.end(), record.number));
    if (end != RecordEnd::refused && record.number > last_) {
      last_ = record.number;
      time_ = end == RecordEnd::reached ? std::optional(std::chrono::steady_clock::now()) : std::nullopt;
    }
    const uint64_t first_pending = pending_.empty() ? UINT64_MAX : pending_.front();
    const auto passing = std::partition(waiters_.begin(), waiters_.end(),
                                        [=](auto& waiter) { return first_pending <= waiter.records; });
    for (auto waiter = passing; waiter != waiters_.end(); ++waiter) waiter->stream->event_wait_over();
    passed = static_cast<size_t>(waiters_.end() - passing);
    waiters_.erase(passing, waiters_.end());
    waits_ -= passed;
    settled_.notify_all();
  }
  release(passed + 1);
}

void Event::settle(const ResetWork& reset, bool reached) {
  {
    const MutexLock lock(mutex_);
    if (reached && last_ <= reset.records) time_ = std::nullopt;
  }
  release(1);
}

bool Event::pass_or_wait(const WaitWork& wait, Stream& stream) {
  {
    const MutexLock lock(mutex_);
    if (pending(wait.records)) {
      waiters_.push_back({&stream, wait.records});
      return false;
    }
  }
  settle(wait);
  return true;
}

void Event::settle(const WaitWork&) {
  {
    const MutexLock lock(mutex_);
    --waits_;
  }
  release(1);
}

bool Event::cancel_wait(const Stream& stream) {
  {
    const MutexLock lock(mutex_);
    const auto found = std::find_if(waiters_.begin(), waiters_.end(),
                                    [&](auto& waiter) { return waiter.stream == &stream; });
    if (found == waiters_.end()) return false;
    waiters_.erase(found);
    --waits_;
  }
  release(1);
  return true;
}

// ------------------------------------------------------------------------------------------------ state

bool Event::complete() {
  const MutexLock lock(mutex_);
  return pending_.empty() && time_;
}

bool Event::has_waits() {
  const MutexLock lock(mutex_);
  return waits_ > 0;
}

bool Event::busy() {
  const MutexLock lock(mutex_);
  return !pending_.empty() || waits_ > 0;
}

void Event::synchronize() {
  MutexLock lock(mutex_);
  const uint64_t records = records_;
  while (pending(records)) settled_.wait(lock);
  if (process_ended()) throw Failure(ended_status, "the process ends");
}

Event::Time Event::time() {
  const MutexLock lock(mutex_);
  require(timed_, ACL_ERROR_RT_EVENT_TIMESTAMP_INVALID,
          "an event has no time: it was made without ACL_EVENT_TIME_LINE");
  require(pending_.empty(), ACL_ERROR_RT_EVENT_NOT_COMPLETE,
          "an event has not been reached by its stream yet; call aclrtSynchronizeEvent first");
  require(time_.has_value(), ACL_ERROR_RT_EVENT_TIMESTAMP_INVALID, "an event is not recorded");
  return *time_;
}

float Event::elapsed_until(Event& end) {
  const Time from = time();
  const Time to = end.time();
  require(from <= to, ACL_ERROR_RT_EVENT_TIMESTAMP_REVERSAL, "the end event came before the start event");
  return std::chrono::duration<float, std::milli>(to - from).count();
}

Event& event_of(aclrtEvent handle) {
  require(handle != nullptr, ACL_ERROR_INVALID_PARAM, "the event is NULL");
  if (strict()) ObjectRegistry::check(handle, ObjectKind::event);
  Event* const event = Event::from(handle);
  require(event && !event->destroyed(), ACL_ERROR_RT_INVALID_HANDLE,
          "this is no event, or one that was destroyed");
  return *event;
}

}  // namespace ascend_rx::runtime
