// Whether something that is done again and again has been brief of late: done in less time than it takes to
// hand it to another thread and back a few times over. Thread-safe.
#pragma once

#include <atomic>
#include <chrono>

namespace ascend_rx::runtime {

class Pace {
 public:
  static constexpr std::chrono::microseconds brief{200};

  void took(std::chrono::steady_clock::duration time) {
    const int before = in_a_row_.load(std::memory_order_relaxed);
    const int now = time >= brief ? 0 : before < enough ? before + 1 : before;
    if (now != before) in_a_row_.store(now, std::memory_order_relaxed);
  }

  bool is_brief() const { return in_a_row_.load(std::memory_order_relaxed) == enough; }

 private:
  static constexpr int enough = 3;
  std::atomic<int> in_a_row_{0};  // brief ones since the last long one
};

}  // namespace ascend_rx::runtime
