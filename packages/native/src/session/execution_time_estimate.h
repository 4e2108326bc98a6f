// Estimates how long an execution takes on one execution stream, from the times at which the stream reaches
// callbacks. The estimate serves two purposes:
//   executions_are_long()  whether executions are so long that events around their parts cost little in
//                          comparison (in the embedded runtime an event costs 0.3 to 0.4 µs, an execution of
//                          the no-op model 5 µs)
//   callback_time()        when the stream was free for the execution behind a callback
//
// Any thread. callback_reached() is called by one thread at a time, except where one group is closed with a
// callback and another one without: then the later call wins, and the estimate is a little worse.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>

#include "session/callback_interval.h"

namespace ascend_rx::session {

class ExecutionTimeEstimate {
 public:
  // The embedded runtime's report thread runs shorter executions itself, and events would delay it.
  static constexpr std::chrono::microseconds kLong{1000};

  // True before the first callback: the first executions are measured with events.
  bool executions_are_long() const {
    return shortest_.load(std::memory_order_relaxed) >= Clock::duration(kLong).count();
  }

  // The stream has reached the callback at the end of `interval`.
  void callback_reached(const CallbackInterval& interval, Time now) {
    if (interval.executions > 0) {
      const Time begin = std::max(interval.first_submission, callback_time(interval.callback - 1));
      const Clock::rep each = ((now - begin) / interval.executions).count();
      // The shortest time is the execution's own; what is more is time spent waiting for others. The estimate
      // rises slowly towards longer times, so that it follows executions that have become longer.
      const Clock::rep shortest = shortest_.load(std::memory_order_relaxed);
      const Clock::rep next = each < shortest ? each : shortest + (each - shortest) / 64;
      shortest_.store(next, std::memory_order_relaxed);
    }
    times_[interval.callback % times_.size()].store(now.time_since_epoch().count(),
                                                    std::memory_order_relaxed);
    latest_.store(interval.callback, std::memory_order_relaxed);
  }

  // When the stream reached the callback with that number. The epoch for number 0, and for a callback that is
  // too long ago.
  Time callback_time(uint64_t number) const {
    if (number == 0 || latest_.load(std::memory_order_relaxed) >= number + times_.size()) return {};
    return Time(Clock::duration(times_[number % times_.size()].load(std::memory_order_relaxed)));
  }

 private:
  std::atomic<Clock::rep> shortest_{Clock::duration::max().count()};  // time of one execution
  std::array<std::atomic<Clock::rep>, 256> times_{};  // of the last callbacks, by number modulo the size
  std::atomic<uint64_t> latest_{0};                   // number of the last callback reached
};

}  // namespace ascend_rx::session
