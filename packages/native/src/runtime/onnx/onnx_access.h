// Who may call ONNX Runtime: everybody until the process ends, then nobody. Counts those who are inside, so
// that exit() can wait for them. Process-wide, thread-safe, never destroyed.
#pragma once

#include <atomic>
#include <chrono>
#include <unordered_set>

#include "base/mutex.h"

namespace ascend_rx::runtime {

class RunControl;

class OnnxAccess {
 public:
  static OnnxAccess& instance();

  // Held around every use of ONNX Runtime. No user code runs meanwhile.
  class Guard {
   public:
    Guard() : inside_(instance().enter()) {}
    ~Guard() {
      if (inside_) instance().leave();
    }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    // False: the process ends, and ONNX Runtime must not be called.
    explicit operator bool() const { return inside_; }

   private:
    const bool inside_;
  };

  // Runs that close() is to interrupt, or that begin after it.
  void add(RunControl& run) EXCLUDES(mutex_);
  void remove(RunControl& run) EXCLUDES(mutex_);

  // Waits until that time or until close(). The caller may hold a Guard.
  void wait_until(std::chrono::steady_clock::time_point time) EXCLUDES(mutex_);

  // Refuses all later calls, and interrupts running ones.
  void close() EXCLUDES(mutex_);
  void wait_until_unused() EXCLUDES(mutex_);

 private:
  bool enter();
  void leave();

  std::atomic<int> inside_{0};
  std::atomic<bool> closed_{false};
  Mutex mutex_;
  ConditionVariable unused_;
  ConditionVariable closing_;
  std::unordered_set<RunControl*> runs_ GUARDED_BY(mutex_);
};

}  // namespace ascend_rx::runtime
