// What looks at calls: faults, trace and strict checks, as the settings say. With none of them a call pays
// one relaxed load.
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>

#include "acl/acl.h"

namespace ascend_rx::runtime {

class Instruments {
 public:
  // Some of them want to see calls.
  static bool on() noexcept {
    const int now = state_.load(std::memory_order_relaxed);
    return now == kUnknown ? look_up() : now != kNone;
  }
  // Calls are traced.
  static bool tracing() noexcept { return (state_.load(std::memory_order_relaxed) & kTrace) != 0; }
  // Makes them as Settings::current() says. Throws Failure 100004 when the trace cannot be written.
  static void configure();

 private:
  static constexpr int kNone = 0;
  static constexpr int kFaults = 1;
  static constexpr int kTrace = 2;
  static constexpr int kStrict = 4;
  static constexpr int kUnknown = 8;

  friend class ObservedCall;
  static void make();
  static bool look_up() noexcept;

  static std::atomic<int> state_;
};

// A call that is looked at. On the stack of the call.
class ObservedCall {
 public:
  explicit ObservedCall(const char* text) noexcept;

  // The code that the call is to fail with instead of being made; ACL_SUCCESS: it is to be made. May instead
  // mark the task that the call will queue.
  aclError injected() const noexcept;
  // Strict: throws Failure when the call must not be made here.
  void check() const;
  // It is over. `arguments` and `result` are JSON.
  void trace(const std::string& arguments, const std::string& result) const noexcept;

 private:
  const std::string_view function_;
  const std::chrono::steady_clock::time_point start_;
};

}  // namespace ascend_rx::runtime
