// Strict checks: misuse that a real device would not notice, or would answer later. Each message names the
// call, the object and the remedy; the settings say whether the call fails or the message is printed.
#pragma once

#include <string>
#include <string_view>

#include "acl/acl.h"
#include "runtime/config/settings.h"

namespace ascend_rx::runtime {

inline bool strict() { return Settings::current().strict != Strictness::off; }

// Prints the message on stderr, or throws a Failure with the code. REQUIRES: strict().
void report_misuse(aclError code, const std::string& text);
// Prints the message in any case: for a thread that makes no call which could fail, such as a stream's
// worker.
void print_misuse(const std::string& text) noexcept;

// As long as one exists, its thread is inside a function of aclrtLaunchCallback or
// aclrtSetExceptionInfoCallback.
class InsideCallback {
 public:
  InsideCallback();
  ~InsideCallback();
  InsideCallback(const InsideCallback&) = delete;
  InsideCallback& operator=(const InsideCallback&) = delete;
};

// The calling thread is inside such a function.
bool inside_callback();

// Reports a call that callbacks must not make, and that a callback makes. REQUIRES: strict().
void check_call_in_callback(std::string_view function);

}  // namespace ascend_rx::runtime
