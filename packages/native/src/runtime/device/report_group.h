// The callbacks that one thread is to run: those of all streams subscribed to it, in the order in which the
// streams reached them. While that thread waits for one, and serves one stream only, it drives that stream
// (Stream::help). Shared by the subscriptions, the streams and the thread itself. Thread-safe.
//
// Locks: a stream's lock may be held when the group's is taken, never the other way round; none is held
// while a callback runs.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

#include "acl/acl.h"
#include "ring.h"
#include "stream.h"
#include "task.h"

namespace ascend_rx::runtime {

class Device;

class ReportGroup {
 public:
  explicit ReportGroup(Device& device) : device_(device) {}
  ReportGroup(const ReportGroup&) = delete;
  ReportGroup& operator=(const ReportGroup&) = delete;

  Device& device() const { return device_; }

  // For Subscriptions: a stream of the group's comes or goes.
  void add(Stream& stream);
  void remove(Stream& stream);
  bool serves_only(const Stream& stream) const { return only_.load() == &stream; }

  // A stream has reached a callback.
  void post(Stream& stream, const CallbackWork& callback);
  // The stream that the waiting thread helps has something for it.
  void nudge();

  // Runs one callback on the calling thread, waiting up to `timeout` milliseconds (-1: no limit) for it.
  // Gives ACL_ERROR_RT_REPORT_TIMEOUT when none came or the group was closed.
  aclError process(int32_t timeout);

  // For strict checks: callbacks of the stream wait for the thread.
  bool has_pending(const Stream& stream);

  // Forgets the callbacks that this stream has pending. True: the stream waited for one of them.
  // REQUIRES: the stream has been removed.
  bool drop(const Stream& stream);

  // Waits for the callback of this stream that is running, and until the group's thread has nothing more to
  // do with the stream. False: the caller is inside that very callback, which cannot be waited for; with
  // `forget` the stream is then not touched any more when that callback returns. The stream may go meanwhile.
  // REQUIRES: the stream has been removed.
  bool leave(const Stream& stream, bool forget);

  // No stream is left: whoever waits returns. Final.
  void close();
  bool closed() const { return closed_.load(); }

 private:
  using Lock = std::unique_lock<std::mutex>;

  struct Report {
    Stream* stream;
    CallbackWork callback;
  };

  // A callback that runs. On the stack of its call; one in the other where a callback serves others.
  class Running {
   public:
    Running(ReportGroup& group, const Report& report);  // REQUIRES: the lock
    ~Running();                                         // it has returned, or thrown
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    ReportGroup& group;
    Stream* stream;  // null: is not to be touched any more
    const bool blocks;
    Running* const outer;
  };

  bool runs(const Stream& stream) const;
  bool wait_for_report(Lock& lock, int32_t timeout);
  void help(Lock& lock, Stream& stream, const Stream::Deadline& deadline, Stream::Time& now);
  void wait(Lock& lock, const Stream::Deadline& deadline);

  Device& device_;
  std::mutex mutex_;
  std::condition_variable arrived_;   // a report or a nudge came, or closed
  std::condition_variable returned_;  // a callback has returned, a helped stream is left, the process ends
  Ring<Report> reports_;
  std::vector<Stream*> streams_;
  std::atomic<Stream*> only_{nullptr};  // the one in streams_, if it is one; written under the lock
  Running* running_ = nullptr;          // the innermost
  Stream* helped_ = nullptr;            // that the thread drives, or waits to be nudged by
  uint64_t running_thread_ = 0;         // the group's, once a callback has run
  int leaving_ = 0;                     // callers of leave() that wait for helped_
  bool waiting_ = false;                // the thread is in wait()
  bool nudged_ = false;                 // since it last began to help
  std::atomic<bool> closed_{false};     // written under the lock
};

}  // namespace ascend_rx::runtime
