#include "instruments.h"

#include <mutex>

#include "call.h"
#include "failure.h"
#include "faults.h"
#include "settings.h"
#include "strict.h"
#include "trace.h"

namespace ascend_rx::runtime {

namespace {

std::mutex& making() {
  static auto* const mutex = new std::mutex;  // outlives static objects that call ACL
  return *mutex;
}

}  // namespace

std::atomic<int> Instruments::state_{Instruments::kUnknown};

void Instruments::configure() {
  const std::lock_guard lock(making());
  make();
}

// REQUIRES: the lock.
void Instruments::make() {
  const Settings& settings = Settings::current();
  Trace::configure(settings.trace);
  int state = kNone;
  if (Faults::configure()) state |= kFaults;
  if (!settings.trace.empty()) state |= kTrace;
  if (settings.strict != Strictness::off) state |= kStrict;
  state_.store(state);
}

// Calls before the first aclInit: the environment's settings. A trace that cannot be written is told by
// aclInit.
bool Instruments::look_up() noexcept {
  try {
    const std::lock_guard lock(making());
    if (state_.load() == kUnknown) make();
  } catch (...) {
    state_.store(kNone);
  }
  return state_.load() != kNone;
}

ObservedCall::ObservedCall(const char* text) noexcept
    : function_(function_name(text)), start_(std::chrono::steady_clock::now()) {}

aclError ObservedCall::injected() const noexcept { return Faults::of_call(function_); }

void ObservedCall::check() const {
  if (strict()) check_place_of_call(function_);
}

void ObservedCall::trace(const std::string& arguments, const std::string& result) const noexcept {
  try {
    Trace::call(function_, start_, arguments + (arguments.empty() ? "" : ",") + "\"result\":" + result);
  } catch (const std::bad_alloc&) {
    // One call less in the trace.
  }
}

}  // namespace ascend_rx::runtime
