#include "report_group.h"

#include <cxxabi.h>
#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <exception>

#include "process/failure.h"
#include "process/process_end.h"
#include "process/strict.h"

namespace ascend_rx::runtime {
namespace {

using Clock = std::chrono::steady_clock;

// What it throws becomes the failure of the call under way; but pthread_cancel, which nobody may stop.
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
  const std::lock_guard lock(mutex_);
  streams_.push_back(&stream);
  only_.store(streams_.size() == 1 ? &stream : nullptr);
}

void ReportGroup::remove(Stream& stream) {
  const std::lock_guard lock(mutex_);
  streams_.erase(std::remove(streams_.begin(), streams_.end(), &stream), streams_.end());
  only_.store(streams_.size() == 1 ? streams_[0] : nullptr);
}

void ReportGroup::post(Stream& stream, const CallbackWork& callback) {
  const std::lock_guard lock(mutex_);
  reports_.push({&stream, callback});
  if (waiting_) arrived_.notify_one();
}

void ReportGroup::nudge() {
  const std::lock_guard lock(mutex_);
  nudged_ = true;
  if (waiting_) arrived_.notify_one();
}

// ------------------------------------------------------------------------------------------- waiting

bool ReportGroup::wait_for_report(Lock& lock, int32_t timeout) {
  if (!reports_.empty()) return true;
  Stream::Time now = Clock::now();
  Stream::Deadline deadline;
  if (timeout >= 0) deadline = now + std::chrono::milliseconds(timeout);
  while (reports_.empty()) {
    if (closed_ || (deadline && now >= *deadline)) return false;
    nudged_ = false;
    if (Stream* const stream = only_) {
      help(lock, *stream, deadline, now);
    } else {
      wait(lock, deadline);
      now = Clock::now();
    }
  }
  return true;
}

// leave() waits until helped_ is another, so the stream stays.
void ReportGroup::help(Lock& lock, Stream& stream, const Stream::Deadline& deadline, Stream::Time& now) {
  helped_ = &stream;
  lock.unlock();
  const bool helping = stream.help(deadline, now);
  lock.lock();
  if (helping) {
    wait(lock, deadline);
    now = Clock::now();
    lock.unlock();
    stream.end_help();
    lock.lock();
  }
  helped_ = nullptr;
  if (leaving_ > 0) returned_.notify_all();
}

void ReportGroup::wait(Lock& lock, const Stream::Deadline& deadline) {
  const auto ready = [this] { return nudged_ || !reports_.empty() || closed_; };
  waiting_ = true;
  if (deadline) {
    arrived_.wait_until(lock, *deadline, ready);
  } else {
    arrived_.wait(lock, ready);
  }
  waiting_ = false;
}

aclError ReportGroup::process(int32_t timeout) {
  Lock lock(mutex_);
  if (!wait_for_report(lock, timeout)) return ACL_ERROR_RT_REPORT_TIMEOUT;
  const Report report = reports_.pop();
  const Running running(*this, report);
  lock.unlock();
  run(report.callback);
  return ACL_SUCCESS;
}

ReportGroup::Running::Running(ReportGroup& its_group, const Report& report)
    : group(its_group), stream(report.stream), blocks(report.callback.blocks), outer(group.running_) {
  group.running_ = this;
  group.running_thread_ = static_cast<uint64_t>(pthread_self());
}

// Only a leave() made inside that callback, on this thread, changes `stream` meanwhile; others wait for us.
ReportGroup::Running::~Running() {
  if (stream && blocks) stream->callback_returned(true);
  const std::lock_guard lock(group.mutex_);
  group.running_ = outer;
  group.returned_.notify_all();
}

// REQUIRES: the lock.
bool ReportGroup::runs(const Stream& stream) const {
  const Running* running = running_;
  while (running && running->stream != &stream) running = running->outer;
  return running != nullptr;
}

// ------------------------------------------------------------------------------------------- ending

bool ReportGroup::has_pending(const Stream& stream) {
  const std::lock_guard lock(mutex_);
  for (size_t i = 0; i < reports_.size(); ++i) {
    if (reports_[i].stream == &stream) return true;
  }
  return false;
}

bool ReportGroup::drop(const Stream& stream) {
  const std::lock_guard lock(mutex_);
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

bool ReportGroup::leave(const Stream& stream, bool forget) {
  Lock lock(mutex_);
  if (runs(stream) && running_thread_ == static_cast<uint64_t>(pthread_self())) {
    for (Running* running = running_; forget && running; running = running->outer) {
      if (running->stream == &stream) running->stream = nullptr;
    }
    return false;
  }
  returned_.wait(lock, [&] { return !runs(stream) || process_ended(); });
  nudged_ = true;
  arrived_.notify_all();
  ++leaving_;
  returned_.wait(lock, [&] { return helped_ != &stream; });
  --leaving_;
  return true;
}

void ReportGroup::close() {
  const std::lock_guard lock(mutex_);
  closed_.store(true);
  arrived_.notify_all();
  returned_.notify_all();
}

}  // namespace ascend_rx::runtime
