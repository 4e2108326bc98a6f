// Whether something that is done again and again has been brief of late: done in less time than it takes to
// hand it to another thread and back a few times over. Or tiny: then reading the clock each time would be a
// good part of it. Thread-safe.
#pragma once

#include <atomic>
#include <chrono>

namespace ascend_rx::runtime {

class Pace {
 public:
  static constexpr std::chrono::microseconds brief{1000};
  static constexpr std::chrono::microseconds tiny{5};

  void took(std::chrono::steady_clock::duration time) {
    count(brief_ones_, time < brief);
    count(tiny_ones_, time < tiny);
  }

  bool is_brief() const { return brief_ones_.load(std::memory_order_relaxed) == enough; }
  bool is_tiny() const { return tiny_ones_.load(std::memory_order_relaxed) == enough; }

 private:
  static constexpr int enough = 3;

  static void count(std::atomic<int>& in_a_row, bool one_more) {
    const int before = in_a_row.load(std::memory_order_relaxed);
    const int now = !one_more ? 0 : before < enough ? before + 1 : before;
    if (now != before) in_a_row.store(now, std::memory_order_relaxed);
  }

  std::atomic<int> brief_ones_{0};  // since the last that was not
  std::atomic<int> tiny_ones_{0};   // the same
};

}  // namespace ascend_rx::runtime
