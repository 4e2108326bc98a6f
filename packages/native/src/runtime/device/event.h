// An event: a mark in the order of a stream, with the time at which the stream reached it. It can be recorded
// again and again; waits and resets are for the records given before them. Counted: the client's handle and
// every queued task that names it hold one reference each, so it may be destroyed while in use. Thread-safe.
//
// Locks: an event's lock may be held when a stream's is taken, never the other way round.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "acl/acl.h"
#include "handle.h"

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

  // With one reference, the client's. `timed`: elapsed() may be asked for.
  explicit Event(bool timed) : timed_(timed) {}

  Reference reference();
  // Takes the client's reference back: the handle is none any more.
  void destroy();
  bool destroyed() const { return destroyed_.load(); }

  // What the client asks of a stream; each task holds a reference until it is settled below, which every
  // task must be, run or discarded.
  RecordWork record();
  WaitWork wait();
  ResetWork reset();

  // The stream has reached the record; or it never will, which completes nothing but frees those who wait; or
  // it was refused, which undoes nothing either.
  enum class RecordEnd { reached, lost, refused };
  void settle(const RecordWork& record, RecordEnd end);
  void settle(const ResetWork& reset, bool reached);
  // True when there is nothing left to wait for, and the task is settled. Otherwise the stream is told by
  // Stream::event_came, once, unless forget() comes first; the task is settled by whichever it is.
  bool passes(const WaitWork& wait, Stream& stream);
  void settle(const WaitWork& discarded);
  // True when the stream was waiting and now is not.
  bool forget(const Stream& stream);

  // All records given so far have been reached, there was one, and it was not reset.
  bool complete();
  bool has_waits();
  // For strict checks: records or waits are not settled yet.
  bool busy();
  // Waits for the records given so far; not at all when there are none. Throws Failure when the process ends.
  void synchronize();
  // Milliseconds from this event to a later one. Throws Failure.
  float elapsed_until(Event& end);

 private:
  using Time = std::chrono::steady_clock::time_point;

  struct Waiter {
    Stream* stream;
    uint64_t records;  // it waits for those up to this number
  };

  ~Event() = default;
  void release(size_t references);
  void retain() { references_.fetch_add(1, std::memory_order_relaxed); }
  bool pending(uint64_t records) const { return !pending_.empty() && pending_.front() <= records; }
  Time time();

  const bool timed_;
  std::atomic<size_t> references_{1};
  std::atomic<bool> destroyed_{false};

  std::mutex mutex_;
  std::condition_variable settled_;  // for synchronize: a record is settled
  uint64_t records_ = 0;             // given so far; each is named by its number, from 1
  std::vector<uint64_t> pending_;    // records not settled yet, ascending
  uint64_t last_ = 0;                // the youngest record settled
  std::optional<Time> time_;         // when it was reached; none: it was not, or was reset
  size_t waits_ = 0;                 // wait tasks not settled yet
  std::vector<Waiter> waiters_;
};

// The event behind a handle. Throws Failure: 100000 for null, 107017 for what is no event (unverified on
// hardware).
Event& event_of(aclrtEvent handle);

}  // namespace ascend_rx::runtime
