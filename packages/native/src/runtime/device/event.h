// An event: a mark in the order of a stream, with the time at which the stream reached it. It can be recorded
// again and again; waits and resets apply to the records submitted before them. Counted: the client's handle
// and every queued task that names the event hold one reference each, so it may be destroyed while in use.
// Thread-safe.
//
// The order of the locks: device/stream.h.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "acl/acl.h"
#include "base/mutex.h"
#include "runtime/base/handle.h"

namespace ascend_rx::runtime {

class Stream;
struct RecordWork;
struct ResetWork;
struct WaitWork;

class Event : public Handle<Event, 0x4556454e54u> {
 public:
  struct Release {
    void operator()(Event* event) const { event->release(1); }
  };
  using Reference = std::unique_ptr<Event, Release>;

  // With one reference, the client's. `timed`: elapsed_until() may be called.
  explicit Event(bool timed) : timed_(timed) {}

  Reference reference();
  // Takes the client's reference back: the handle is no longer valid.
  void destroy();
  bool destroyed() const { return destroyed_.load(); }

  // The tasks that the client submits to a stream. Each holds a reference until it is settled below. Every
  // task must be settled, whether it runs or is discarded.
  RecordWork record();
  WaitWork wait();
  ResetWork reset();

  // reached: by the stream. lost: discarded, so that nothing is complete, but nobody waits for it any longer.
  // refused: never queued, so that the event is as complete as before.
  enum class RecordEnd { reached, lost, refused };
  void settle(const RecordWork& record, RecordEnd end);
  void settle(const ResetWork& reset, bool reached);
  // True: there is nothing left to wait for, and the task is settled. False: Stream::event_wait_over is
  // called once, unless cancel_wait() comes first; either of them settles the task.
  bool pass_or_wait(const WaitWork& wait, Stream& stream);
  void settle(const WaitWork& discarded);
  // True: the stream was waiting, and is no longer.
  bool cancel_wait(const Stream& stream);

  // There was a record, all records so far have been reached, and the last one was not reset.
  bool complete();
  bool has_waits();
  // For strict checks: records or waits are not settled yet.
  bool busy();
  // Waits for the records so far; not at all when there are none. Throws Failure when the process ends.
  void synchronize();
  // Milliseconds from this event to a later one. Throws Failure.
  float elapsed_until(Event& end);

 private:
  using Time = std::chrono::steady_clock::time_point;

  struct Waiter {
    Stream* stream;
    uint64_t records;  // the stream waits for the records up to this number
  };

  ~Event() = default;
  void release(size_t references);
  void retain() { references_.fetch_add(1, std::memory_order_relaxed); }
  bool pending(uint64_t records) const REQUIRES(mutex_) {
    return !pending_.empty() && pending_.front() <= records;
  }
  Time time();

  const bool timed_;
  std::atomic<size_t> references_{1};
  std::atomic<bool> destroyed_{false};

  Mutex mutex_;
  ConditionVariable settled_;                         // for synchronize: a record is settled
  uint64_t records_ GUARDED_BY(mutex_) = 0;           // submitted so far; each is named by its number, from 1
  std::vector<uint64_t> pending_ GUARDED_BY(mutex_);  // records not settled yet, ascending
  uint64_t last_ GUARDED_BY(mutex_) = 0;              // the highest record settled
  std::optional<Time> time_ GUARDED_BY(mutex_);       // when it was reached; none: it was not, or was reset
  size_t waits_ GUARDED_BY(mutex_) = 0;               // wait tasks not settled yet
  std::vector<Waiter> waiters_ GUARDED_BY(mutex_);
};

// The event behind a handle. Throws Failure: 100000 for null, 107017 for what is no event (unverified on
// hardware).
Event& event_of(aclrtEvent handle);

}  // namespace ascend_rx::runtime
