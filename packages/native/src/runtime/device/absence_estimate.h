// Whether a stream should wait for its report thread to come back for tasks, or rather wake its worker.
// Waiting spares two hand-overs between threads, but only if the thread is back soon.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace ascend_rx::runtime {

class AbsenceEstimate {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Asked before each absence. False: the thread was away for too long recently, so do not wait this time.
  bool allows_waiting() {
    if (skips_left_ == 0) return true;
    --skips_left_;
    return false;
  }

  // The stream waits; the absence is counted from `since`.
  void begin(Time since) {
    since_ = since;
    ++count_;
  }
  // Names the last absence.
  uint64_t count() const { return count_; }

  // The thread has come back.
  void end(Time now) {
    average_ += (std::max(now, since_) - since_ - average_) / 8;
    if (average_ > tolerated) {
      average_ = {};
      stop_waiting();
    } else {
      next_skips_ = std::max(next_skips_ - 1, least_skips);
    }
  }

  // The thread did not come back in time, or not soon enough on average: the stream does not wait the next
  // times.
  void stop_waiting() {
    skips_left_ = next_skips_;
    next_skips_ = std::min(2 * next_skips_, most_skips);
  }

 private:
  // An average above this (a callback that wakes another thread now and then takes much longer than the
  // others) costs more than the hand-overs that it spares.
  static constexpr std::chrono::microseconds tolerated{20};
  static constexpr int least_skips = 4;
  static constexpr int most_skips = 1024;

  uint64_t count_ = 0;
  Time since_;
  Time::duration average_{};  // of recent absences; the longer ago, the less one counts
  int skips_left_ = 0;        // absences still to come in which the stream does not wait
  int next_skips_ = 1;        // what skips_left_ is set to next
};

}  // namespace ascend_rx::runtime
