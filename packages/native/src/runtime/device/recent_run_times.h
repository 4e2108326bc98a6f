// Whether the last runs of something took a short time: less than handing it to another thread and back a few
// times costs. Or a very short time: then reading the clock for each run would be a good part of it.
// Thread-safe.
#pragma once

#include <atomic>
#include <chrono>

namespace ascend_rx::runtime {

class RecentRunTimes {
 public:
  static constexpr std::chrono::microseconds short_time{1000};
  static constexpr std::chrono::microseconds very_short_time{5};

  void record(std::chrono::steady_clock::duration time) {
    count(short_ones_, time < short_time);
    count(very_short_ones_, time < very_short_time);
  }

  bool are_short() const { return short_ones_.load(std::memory_order_relaxed) == enough; }
  bool are_very_short() const { return very_short_ones_.load(std::memory_order_relaxed) == enough; }

 private:
  static constexpr int enough = 3;

  static void count(std::atomic<int>& in_a_row, bool one_more) {
    const int before = in_a_row.load(std::memory_order_relaxed);
    const int now = !one_more ? 0 : before < enough ? before + 1 : before;
    if (now != before) in_a_row.store(now, std::memory_order_relaxed);
  }

  // Runs in a row, up to the last one; not counted beyond `enough`.
  std::atomic<int> short_ones_{0};
  std::atomic<int> very_short_ones_{0};
};

}  // namespace ascend_rx::runtime
