#include "report_group.h"

#include <pthread.h>

#include <chrono>

#include "process/process_end.h"
#include "process/strict.h"
#include "stream.h"

namespace ascend_rx::runtime {

void ReportGroup::post(Stream& stream, const CallbackWork& callback) {
  const std::lock_guard lock(mutex_);
  reports_.push({&stream, callback});
  if (waiting_ > 0) arrived_.notify_one();
}

bool ReportGroup::wait_for_report(std::unique_lock<std::mutex>& lock, int32_t timeout) {
  const auto ready = [this] { return !reports_.empty() || closed_.load(); };
  if (ready()) return !reports_.empty();
  ++waiting_;
  if (timeout < 0) {
    arrived_.wait(lock, ready);
  } else {
    arrived_.wait_until(lock, std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout), ready);
  }
  --waiting_;
  return !reports_.empty();
}

aclError ReportGroup::process(int32_t timeout) {
  std::unique_lock lock(mutex_);
  if (!wait_for_report(lock, timeout)) return ACL_ERROR_RT_REPORT_TIMEOUT;
  const Report report = reports_.pop();
  running_ = report.stream;
  running_thread_ = static_cast<uint64_t>(pthread_self());
  lock.unlock();

  {
    const InsideCallback inside;
    report.callback.function(report.callback.user_data);
  }

  // Only a drop() made inside that callback, on this thread, changes running_ meanwhile; others wait for us.
  lock.lock();
  Stream* const stream = running_;
  lock.unlock();
  if (stream && report.callback.blocks) stream->callback_returned();
  lock.lock();
  running_ = nullptr;
  returned_.notify_all();
  return ACL_SUCCESS;
}

ReportGroup::Dropped ReportGroup::drop(const Stream& stream, bool forget) {
  std::unique_lock lock(mutex_);
  bool blocking = false;
  for (size_t left = reports_.size(); left > 0; --left) {
    const Report report = reports_.pop();
    if (report.stream != &stream) {
      reports_.push(report);
    } else {
      blocking = blocking || report.callback.blocks;
    }
  }
  if (running_ == &stream && running_thread_ == static_cast<uint64_t>(pthread_self())) {
    if (forget) running_ = nullptr;
    return Dropped::own_callback;
  }
  returned_.wait(lock, [&] { return running_ != &stream || process_ended(); });
  return blocking ? Dropped::blocking_callback : Dropped::nothing;
}

void ReportGroup::close() {
  const std::lock_guard lock(mutex_);
  closed_.store(true);
  arrived_.notify_all();
  returned_.notify_all();
}

}  // namespace ascend_rx::runtime
