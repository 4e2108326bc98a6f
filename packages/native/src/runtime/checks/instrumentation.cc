#include "runtime/checks/instrumentation.h"

#include "base/mutex.h"
#include "runtime/base/call.h"
#include "runtime/base/failure.h"
#include "runtime/checks/faults.h"
#include "runtime/checks/strict.h"
#include "runtime/checks/trace.h"
#include "runtime/config/settings.h"

namespace ascend_rx::runtime {

namespace {

// Held while settings are applied.
Mutex& applying() {
  static auto* const mutex = new Mutex;  // outlives static objects that call ACL
  return *mutex;
}

}  // namespace

std::atomic<int> Instrumentation::state_{Instrumentation::kUnknown};

void Instrumentation::configure() {
  const MutexLock lock(applying());
  apply_settings();
}

// REQUIRES: the lock of applying().
void Instrumentation::apply_settings() {
  const Settings& settings = Settings::current();
  Trace::configure(settings.trace);
  int state = kNone;
  if (Faults::configure()) state |= kFaults;
  if (!settings.trace.empty()) state |= kTrace;
  if (settings.strict != Strictness::off) state |= kStrict;
  state_.store(state);
}

// For calls before the first aclInit: the environment's settings. That a trace cannot be written is reported
// by aclInit.
bool Instrumentation::first_look() noexcept {
  try {
    const MutexLock lock(applying());
    if (state_.load() == kUnknown) apply_settings();
  } catch (...) {
    state_.store(kNone);
  }
  return state_.load() != kNone;
}

ObservedCall::ObservedCall(const char* text) noexcept
    : function_(function_name(text)), start_(std::chrono::steady_clock::now()) {}

aclError ObservedCall::injected() const noexcept { return Faults::for_call(function_); }

void ObservedCall::check() const {
  if (strict()) check_call_in_callback(function_);
}

void ObservedCall::trace(const std::string& arguments, const std::string& result) const noexcept {
  try {
    Trace::call(function_, start_, arguments + (arguments.empty() ? "" : ",") + "\"result\":" + result);
  } catch (const std::bad_alloc&) {
    // One call less in the trace.
  }
}

}  // namespace ascend_rx::runtime
