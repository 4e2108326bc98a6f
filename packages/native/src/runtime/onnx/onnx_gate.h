// Lets calls into ONNX Runtime through until the process ends, then none; and counts those inside, so that
// exit() can wait for them. Process-wide, thread-safe, never destroyed.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <unordered_set>

namespace ascend_rx::runtime {

class RunControl;

class OnnxGate {
 public:
  static OnnxGate& instance();

  // Held around every use of ONNX Runtime. No user code runs under it.
  class Pass {
   public:
    Pass() : inside_(instance().enter()) {}
    ~Pass() {
      if (inside_) instance().leave();
    }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;
    // False: the process ends; ONNX Runtime must not be touched.
    explicit operator bool() const { return inside_; }

   private:
    const bool inside_;
  };

  // Runs that close() is to interrupt.
  void add(RunControl& run);
  void remove(RunControl& run);

  // Waits until then, or until close(). Those who wait may be inside.
  void wait_until(std::chrono::steady_clock::time_point time);

  // Lets no one in any more and interrupts what runs.
  void close();
  void wait_until_empty();

 private:
  bool enter();
  void leave();

  std::atomic<int> inside_{0};
  std::atomic<bool> closed_{false};
  std::mutex mutex_;
  std::condition_variable empty_;
  std::condition_variable closing_;
  std::unordered_set<RunControl*> runs_;
};

}  // namespace ascend_rx::runtime
