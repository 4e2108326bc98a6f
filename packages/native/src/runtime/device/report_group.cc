#include "runtime/device/report_group.h"

#include <cxxabi.h>
#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <exception>

#include "runtime/base/failure.h"
#include "runtime/base/process_end.h"
#include "runtime/checks/strict.h"

namespace ascend_rx::runtime {
namespace {

using Clock = std::chrono::steady_clock;

uint64_t this_thread() { return static_cast<uint64_t>(pthread_self()); }

// What the callback throws becomes the failure of the call under way; except pthread_cancel's unwinding,
// which nobody may stop.
void run(const CallbackWork& callback) {
  const InsideCallback inside;
  try {
    callback.function(callback.user_data);
  } catch (const std::exception&) {
    throw;
  } catch (const abi::__forced_unwind&) {
    throw;
  } catch (...) {
    throw Failure(ACL_ERROR_RT_INTERNAL_ERROR, "the callback threw what is no std::exception");
  }
}

}  // namespace

void ReportGroup::add(Stream& stream) {
  const MutexLock lock(mutex_);
  streams_.push_back(&stream);
  only_stream_.store(streams_.size() == 1 ? &stream : nullptr);
}

void ReportGroup::remove(Stream& stream) {
  const MutexLock lock(mutex_);
  streams_.erase(std::remove(streams_.begin(), streams_.end(), &stream), streams_.end());
  only_stream_.store(streams_.size() == 1 ? streams_[0] : nullptr);
}

void ReportGroup::post(Stream& stream, const CallbackWork& callback) {
  const MutexLock lock(mutex_);
  reports_.push({&stream, callback});
  if (waiting_) arrived_.notify_one();
}

void ReportGroup::wake() {
  const MutexLock lock(mutex_);
  woken_ = true;
  if (waiting_) arrived_.notify_one();
}

// ------------------------------------------------------------------------------------------- waiting

// True: there is a report. False: there was none in time, or the group was closed.
bool ReportGroup::wait_for_report(MutexLock& lock, int32_t timeout) {
  if (!reports_.empty()) return true;
  Stream::Time now = Clock::now();
  Stream::Deadline deadline;
  if (timeout >= 0) deadline = now + std::chrono::milliseconds(timeout);
  while (reports_.empty()) {
    if (closed_ || (deadline && now >= *deadline)) return false;
    woken_ = false;
    if (Stream* const stream = only_stream_) {
      run_tasks_of(lock, *stream, deadline, now);
    } else {
      wait(lock, deadline);
      now = Clock::now();
    }
  }
  return true;
}

// wait_until_left() waits until run_stream_ changes, so the stream stays alive here.
void ReportGroup::run_tasks_of(MutexLock& lock, Stream& stream, const Stream::Deadline& deadline,
                               Stream::Time& now) {
  run_stream_ = &stream;
  bool waits = false;
  {
    const MutexUnlock unlocked(mutex_);
    waits = stream.run_on_report_thread(deadline, now);
  }
  if (waits) {
    wait(lock, deadline);
    now = Clock::now();
    const MutexUnlock unlocked(mutex_);
    stream.end_wait_of_report_thread();
  }
  run_stream_ = nullptr;
  if (leaving_ > 0) returned_.notify_all();
}

void ReportGroup::wait(MutexLock& lock, const Stream::Deadline& deadline) {
  waiting_ = true;
  while (!woken_ && reports_.empty() && !closed_) {
    if (!deadline) {
      arrived_.wait(lock);
    } else if (arrived_.wait_until(lock, *deadline) == std::cv_status::timeout) {
      break;
    }
  }
  waiting_ = false;
}

aclError ReportGroup::process(int32_t timeout) {
  MutexLock lock(mutex_);
  if (!wait_for_report(lock, timeout)) return ACL_ERROR_RT_REPORT_TIMEOUT;
  const Report report = reports_.pop();
  const RunningCallback running(*this, report);
  lock.unlock();
  run(report.callback);
  return ACL_SUCCESS;
}

ReportGroup::RunningCallback::RunningCallback(ReportGroup& its_group, const Report& report)
    : group(its_group), stream(report.stream), blocks(report.callback.blocks), outer(group.running_) {
  group.running_ = this;
  group.running_thread_ = this_thread();
}

// Only a wait_until_left() that this callback itself calls changes `stream` meanwhile; others wait for its
// return.
ReportGroup::RunningCallback::~RunningCallback() {
  if (stream && blocks) stream->callback_returned(true);
  const MutexLock lock(group.mutex_);
  group.running_ = outer;
  group.returned_.notify_all();
}

bool ReportGroup::runs_callback_of(const Stream& stream) const {
  const RunningCallback* running = running_;
  while (running && running->stream != &stream) running = running->outer;
  return running != nullptr;
}

// ------------------------------------------------------------------------------------------- ending

bool ReportGroup::has_pending(const Stream& stream) {
  const MutexLock lock(mutex_);
  for (size_t i = 0; i < reports_.size(); ++i) {
    if (reports_[i].stream == &stream) return true;
  }
  return false;
}

bool ReportGroup::holds_up_a_stream() {
  const MutexLock lock(mutex_);
  for (size_t i = 0; i < reports_.size(); ++i) {
    if (reports_[i].callback.blocks) return true;
  }
  for (const RunningCallback* running = running_; running; running = running->outer) {
    if (running->blocks) return true;
  }
  return false;
}

bool ReportGroup::drop(const Stream& stream) {
  const MutexLock lock(mutex_);
  bool blocking = false;
  for (size_t left = reports_.size(); left > 0; --left) {
    const Report report = reports_.pop();
    if (report.stream != &stream) {
      reports_.push(report);
    } else {
      blocking = blocking || report.callback.blocks;
    }
  }
  return blocking;
}

bool ReportGroup::wait_until_left(const Stream& stream, bool forget) {
  MutexLock lock(mutex_);
  if (runs_callback_of(stream) && running_thread_ == this_thread()) {
    for (RunningCallback* running = running_; forget && running; running = running->outer) {
      if (running->stream == &stream) running->stream = nullptr;
    }
    return false;
  }
  while (runs_callback_of(stream) && !process_ended()) returned_.wait(lock);
  woken_ = true;
  arrived_.notify_all();
  ++leaving_;
  while (run_stream_ == &stream) returned_.wait(lock);
  --leaving_;
  return true;
}

void ReportGroup::close() {
  const MutexLock lock(mutex_);
  closed_.store(true);
  arrived_.notify_all();
  returned_.notify_all();
}

}  // namespace ascend_rx::runtime
