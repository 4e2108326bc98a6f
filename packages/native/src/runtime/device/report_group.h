// The callbacks that one thread is to run: those of all streams subscribed to it, in the order in which the
// streams reached them. Shared by the subscriptions, the streams and the thread itself. Thread-safe.
//
// Locks: a stream's lock may be held when the group's is taken, never the other way round; none is held
// while a callback runs.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "acl/acl.h"
#include "ring.h"
#include "task.h"

namespace ascend_rx::runtime {

class Device;
class Stream;

class ReportGroup {
 public:
  explicit ReportGroup(Device& device) : device_(device) {}
  ReportGroup(const ReportGroup&) = delete;
  ReportGroup& operator=(const ReportGroup&) = delete;

  Device& device() const { return device_; }

  // A stream has reached a callback.
  void post(Stream& stream, const CallbackWork& callback);

  // Runs one callback on the calling thread, waiting up to `timeout` milliseconds (-1: no limit) for it.
  // Gives ACL_ERROR_RT_REPORT_TIMEOUT when none came or the group was closed.
  aclError process(int32_t timeout);

  enum class Dropped { nothing, blocking_callback, own_callback };

  // Forgets the callbacks that this stream has pending and waits for the one that is running; unless the
  // caller is inside that very callback (`own_callback`), which cannot be waited for. With `forget` the
  // stream is then not touched any more when that callback returns.
  Dropped drop(const Stream& stream, bool forget);

  // No stream is left: whoever waits returns. Final.
  void close();
  bool closed() const { return closed_.load(); }

 private:
  struct Report {
    Stream* stream;
    CallbackWork callback;
  };

  bool wait_for_report(std::unique_lock<std::mutex>& lock, int32_t timeout);

  Device& device_;
  std::mutex mutex_;
  std::condition_variable arrived_;   // a report came, or closed
  std::condition_variable returned_;  // a callback has returned, or the process ends
  Ring<Report> reports_;
  Stream* running_ = nullptr;  // whose callback runs now
  uint64_t running_thread_ = 0;
  int waiting_ = 0;                  // threads in wait_for_report
  std::atomic<bool> closed_{false};  // written under the lock
};

}  // namespace ascend_rx::runtime
