// How fast an execution stream goes: what it knows of itself from the moments at which its callbacks come.
// Says whether executions are so long that events around their parts cost nothing to speak of (an event costs
// 0.3 to 0.4 µs in the embedded runtime, an execution of the no-op model 5 µs), and when the stream was past
// a callback.
//
// executed() and launched() are for the submission thread, came() for whoever runs callbacks: two threads
// where one group is closed with a callback and another without. Then the last one counts. past() is for any.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <utility>

#include "moments.h"

namespace ascend_rx::acl {

class Pace {
 public:
  // Below it the embedded runtime's report thread runs executions itself, and events would hold it up.
  static constexpr std::chrono::microseconds kLong{1000};

  // What lies between two callbacks on the stream.
  struct Lap {
    uint64_t number = 0;  // of the callback at its end, from 1
    uint32_t executions = 0;
    Time begun;  // the first of them was taken from the queue
  };

  void executed(Time taken) {
    if (lap_.executions++ == 0) lap_.begun = taken;
  }

  // A callback is launched, or stood in for.
  Lap launched() {
    Lap lap = std::exchange(lap_, {});
    lap.number = ++launches_;
    return lap;
  }

  // Callbacks so far: what is submitted now runs behind that one.
  uint64_t launches() const { return launches_; }

  // True until something is known: the first executions are measured exactly.
  bool is_long() const { return shortest_.load(std::memory_order_relaxed) >= Clock::duration(kLong).count(); }

  void came(const Lap& lap, Time now) {
    if (lap.executions > 0) {
      const Clock::duration each = (now - std::max(lap.begun, past(lap.number - 1))) / lap.executions;
      // A minimum that forgets: the rest is waiting for somebody else's sake.
      const Clock::rep shortest = shortest_.load(std::memory_order_relaxed);
      const Clock::rep longer = each.count() - shortest;
      shortest_.store(longer < 0 ? each.count() : shortest + longer / 64, std::memory_order_relaxed);
    }
    came_[lap.number % came_.size()].store(now.time_since_epoch().count(), std::memory_order_relaxed);
    latest_.store(lap.number, std::memory_order_relaxed);
  }

  // When the callback of that number came. The epoch where that is not known (any more), or there is no such.
  Time past(uint64_t number) const {
    if (number == 0 || latest_.load(std::memory_order_relaxed) >= number + came_.size()) return {};
    return Time(Clock::duration(came_[number % came_.size()].load(std::memory_order_relaxed)));
  }

 private:
  // Submission thread only.
  Lap lap_;
  uint64_t launches_ = 0;

  std::atomic<Clock::rep> shortest_{Clock::duration::max().count()};
  std::array<std::atomic<Clock::rep>, 256> came_{};
  std::atomic<uint64_t> latest_{0};
};

}  // namespace ascend_rx::acl
