// The callbacks that one thread runs: those of all streams subscribed to it, in the order in which the
// streams reached them. While that thread waits for a callback, and serves one stream only, it runs that
// stream's tasks (Stream::run_on_report_thread). Shared by the subscriptions, the streams and the thread
// itself. Thread-safe.
//
// The order of the locks: device/stream.h. None is held while a callback runs.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "acl/acl.h"
#include "base/mutex.h"
#include "runtime/base/ring.h"
#include "runtime/device/stream.h"
#include "runtime/device/task.h"

namespace ascend_rx::runtime {

class Device;

class ReportGroup {
 public:
  explicit ReportGroup(Device& device) : device_(device) {}
  ReportGroup(const ReportGroup&) = delete;
  ReportGroup& operator=(const ReportGroup&) = delete;

  Device& device() const { return device_; }

  // For Subscriptions: a stream is subscribed to the thread, or no longer.
  void add(Stream& stream) EXCLUDES(mutex_);
  void remove(Stream& stream) EXCLUDES(mutex_);
  bool serves_only(const Stream& stream) const { return only_stream_.load() == &stream; }

  // A stream has reached a callback.
  void post(Stream& stream, const CallbackWork& callback) EXCLUDES(mutex_);
  // The stream has tasks for the thread, which waits after Stream::run_on_report_thread.
  void wake() EXCLUDES(mutex_);

  // Runs one callback on the calling thread; waits up to `timeout` milliseconds for it (-1: no limit). Gives
  // ACL_ERROR_RT_REPORT_TIMEOUT when none came or the group was closed.
  aclError process(int32_t timeout) EXCLUDES(mutex_);

  // For strict checks: callbacks of the stream have not been called yet.
  bool has_pending(const Stream& stream) EXCLUDES(mutex_);

  // Some stream waits until a callback returns that has not been called, or that runs.
  bool holds_up_a_stream() EXCLUDES(mutex_);

  // Discards the callbacks of the stream that have not been called. True: the stream waited for one of them.
  // REQUIRES: the stream has been removed.
  bool drop(const Stream& stream) EXCLUDES(mutex_);

  // Waits until the group's thread does not use the stream any more: a running callback of the stream has
  // returned then. False: the caller runs inside that callback and cannot wait for it. With `forget`, the
  // group does not use the stream after the callback. The stream may be destroyed meanwhile. REQUIRES: the
  // stream has been removed.
  bool wait_until_left(const Stream& stream, bool forget) EXCLUDES(mutex_);

  // No stream is left: who waits returns. Final.
  void close() EXCLUDES(mutex_);
  bool closed() const { return closed_.load(); }

 private:
  struct Report {
    Stream* stream;
    CallbackWork callback;
  };

  // A callback that runs; on the stack of the call. They nest where a callback calls aclrtProcessReport.
  class RunningCallback {
   public:
    RunningCallback(ReportGroup& group, const Report& report) REQUIRES(group.mutex_);
    ~RunningCallback();  // the callback has returned, or thrown
    RunningCallback(const RunningCallback&) = delete;
    RunningCallback& operator=(const RunningCallback&) = delete;

    ReportGroup& group;
    Stream* stream;  // null: not to be touched any more
    const bool blocks;
    RunningCallback* const outer;
  };

  bool runs_callback_of(const Stream& stream) const REQUIRES(mutex_);
  bool wait_for_report(MutexLock& lock, int32_t timeout) REQUIRES(mutex_);
  void run_tasks_of(MutexLock& lock, Stream& stream, const Stream::Deadline& deadline, Stream::Time& now)
      REQUIRES(mutex_);
  void wait(MutexLock& lock, const Stream::Deadline& deadline) REQUIRES(mutex_);

  Device& device_;
  Mutex mutex_;
  ConditionVariable arrived_;   // a report, wake() or close()
  ConditionVariable returned_;  // a callback has returned, the thread has left a stream, or the process ends
  Ring<Report> reports_ GUARDED_BY(mutex_);
  std::vector<Stream*> streams_ GUARDED_BY(mutex_);
  std::atomic<Stream*> only_stream_{nullptr};  // the one in streams_, if it is one; written under the lock
  RunningCallback* running_ GUARDED_BY(mutex_) = nullptr;  // the innermost
  uint64_t running_thread_ GUARDED_BY(mutex_) = 0;         // the group's thread, once a callback has run
  Stream* run_stream_ GUARDED_BY(mutex_) = nullptr;        // whose tasks the thread runs, or waits for
  int leaving_ GUARDED_BY(mutex_) = 0;                     // callers that wait until run_stream_ changes
  bool waiting_ GUARDED_BY(mutex_) = false;                // the thread is in wait()
  bool woken_ GUARDED_BY(mutex_) = false;                  // since it last began to run tasks
  std::atomic<bool> closed_{false};                        // written under the lock
};

}  // namespace ascend_rx::runtime
