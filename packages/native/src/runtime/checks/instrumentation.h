// What observes calls: faults, trace and strict checks, as the settings say. Without any of them a call costs
// one relaxed load.
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>

#include "acl/acl.h"

namespace ascend_rx::runtime {

class Instrumentation {
 public:
  // At least one of them is on.
  static bool on() noexcept {
    const int now = state_.load(std::memory_order_relaxed);
    return now == kUnknown ? first_look() : now != kNone;
  }
  // Calls are traced.
  static bool tracing() noexcept { return (state_.load(std::memory_order_relaxed) & kTrace) != 0; }
  // Turns them on as Settings::current() says. Throws Failure 100004 when the trace cannot be written.
  static void configure();

 private:
  static constexpr int kNone = 0;
  static constexpr int kFaults = 1;
  static constexpr int kTrace = 2;
  static constexpr int kStrict = 4;
  static constexpr int kUnknown = 8;

  friend class ObservedCall;
  static void apply_settings();
  static bool first_look() noexcept;

  static std::atomic<int> state_;
};

// A call that is observed. On the stack of the call.
class ObservedCall {
 public:
  explicit ObservedCall(const char* text) noexcept;

  // The code that the call fails with instead of being made; ACL_SUCCESS: it is made. It may also
  // set the code with which the queued task fails.
  aclError injected() const noexcept;
  // Strict: throws Failure when the call must not be made here.
  void check() const;
  // The call is over. `arguments` and `result` are JSON.
  void trace(const std::string& arguments, const std::string& result) const noexcept;

 private:
  const std::string_view function_;
  const std::chrono::steady_clock::time_point start_;
};

}  // namespace ascend_rx::runtime
