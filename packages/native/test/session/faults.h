// Makes ACL calls fail: wraps every function of a table that returns a status or an object, counts the calls,
// and has the n-th call of one function return a code, or no object, in its place. One plan per process.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "session/library.h"

namespace ascend_rx::test {

struct Plan {
  std::string function;
  int call = 0;  // from 1; 0: none fails
  aclError code = ACL_ERROR_RT_INTERNAL_ERROR;
  bool forward = false;  // the call is made all the same: the device does it, and returns the code
};

// Set before the table is used.
inline Plan& plan() {
  static Plan instance;
  return instance;
}

// How often the planned function has been called.
inline std::atomic<int>& calls() {
  static std::atomic<int> instance{0};
  return instance;
}

template <int Index, class Pointer>
struct Wrapped;

template <int Index, class... Args>
struct Wrapped<Index, aclError (*)(Args...)> {
  using Pointer = aclError (*)(Args...);
  static inline Pointer original = nullptr;
  static inline bool planned = false;

  static aclError call(Args... args) {
    if (!planned || ++calls() != plan().call) return original(args...);
    if (plan().forward) static_cast<void>(original(args...));
    return plan().code;
  }

  static void wrap(session::Function<Pointer>& function) {
    if (!function) return;
    original = function.pointer();
    planned = plan().function == function.name();
    function.bind(reinterpret_cast<void*>(&call));
  }
};

template <int Index, class Object, class... Args>
struct Wrapped<Index, Object* (*)(Args...)> {
  using Pointer = Object* (*)(Args...);
  static inline Pointer original = nullptr;
  static inline bool planned = false;

  static Object* call(Args... args) {
    return planned && ++calls() == plan().call ? nullptr : original(args...);
  }

  static void wrap(session::Function<Pointer>& function) {
    if (!function) return;
    original = function.pointer();
    planned = plan().function == function.name();
    function.bind(reinterpret_cast<void*>(&call));
  }
};

// Any other function is left as it is.
template <int Index, class R, class... Args>
struct Wrapped<Index, R (*)(Args...)> {
  static void wrap(session::Function<R (*)(Args...)>&) {}
};

// Wraps the whole table.
inline void instrument(session::Functions& functions) {
#define X(name) Wrapped<__COUNTER__, decltype(&::name)>::wrap(functions.name);
  ASCEND_RX_REQUIRED_FUNCTIONS(X)
  ASCEND_RX_OPTIONAL_FUNCTIONS(X)
#undef X
}

// The embedded runtime, instrumented. `direct`: the client's thread submits by itself, and inputs are read in
// place.
inline session::Library::Candidate instrumented(bool direct = false, const std::string& config = {}) {
  session::Library::Candidate candidate{};
  candidate.origin = "instrumented";
  candidate.files = {ASCEND_RX_EMBEDDED_LIBRARY};
  candidate.embedded = true;
  candidate.config = direct ? R"({"embedded": {"runMode": "device"}})" : config;
  candidate.instrument = &instrument;
  candidate.credit = direct ? 256 : 0;
  return candidate;
}

}  // namespace ascend_rx::test
