// How every ACL function runs its body: no exception gets into the C program, failures are noted for
// aclGetRecentErrMsg, and once the process ends every call that has a status returns at once.
#pragma once

#include <cstring>
#include <exception>
#include <new>

#include "runtime/api/recent_errors.h"
#include "runtime/base/call.h"
#include "runtime/base/failure.h"
#include "runtime/base/process_end.h"
#include "runtime/checks/instrumentation.h"

namespace ascend_rx::runtime {

// Sets current_call for the duration of a call. Calls nest where a callback makes one.
class NamedCall {
 public:
  explicit NamedCall(const char* call) : outer_(current_call) { current_call = call; }
  ~NamedCall() { current_call = outer_; }
  NamedCall(const NamedCall&) = delete;
  NamedCall& operator=(const NamedCall&) = delete;

 private:
  const char* const outer_;
};

// A parameter of an enumeration type as a number: a C program can pass values that the enumeration lacks.
template <typename Enum>
unsigned number_of(const Enum& parameter) {
  unsigned number = 0;
  static_assert(sizeof number == sizeof parameter, "enumerations of the interface are ints");
  std::memcpy(&number, &parameter, sizeof number);
  return number;
}

// Gives the result of `body`. If it throws, notes the failure and gives the result of `otherwise` for the
// code.
template <typename Body, typename Otherwise>
auto guarded(Body&& body, Otherwise&& otherwise) noexcept {
  try {
    return body();
  } catch (const Failure& failure) {
    return otherwise(note_failure(failure.code, failure.text));
  } catch (const std::bad_alloc&) {
    return otherwise(note_failure(ACL_ERROR_BAD_ALLOC, "out of memory"));
  } catch (const std::exception& error) {
    return otherwise(note_failure(ACL_ERROR_RT_INTERNAL_ERROR, error.what()));
  }
}

// The same, observed by trace, faults and strict checks.
template <typename... Values, typename Body, typename Otherwise>
auto observed(const Call<Values...>& call, Body&& body, Otherwise&& otherwise) noexcept {
  const ObservedCall watch(call.text);
  const aclError fault = watch.injected();
  auto result = fault != ACL_SUCCESS ? otherwise(note_failure(fault, "failed by configuration"))
                                     : guarded([&] { return watch.check(), body(); }, otherwise);
  if (Instrumentation::tracing()) {
    bool written = true;
    if constexpr (std::is_same_v<decltype(result), aclError>) written = result == ACL_SUCCESS;
    try {
      watch.trace(call.arguments(written), value_text(result, false));
    } catch (const std::bad_alloc&) {
      // The call is then missing from the trace.
    }
  }
  return result;
}

// A function with a status. `body` returns it or throws a Failure.
template <typename... Values, typename Body>
aclError entry(const Call<Values...>& call, Body&& body) noexcept {
  if (process_ended()) return ended_status;
  const NamedCall named(call.text);
  const auto code_itself = [](aclError code) { return code; };
  const auto status = [&body]() -> aclError { return body(); };
  return Instrumentation::on() ? observed(call, status, code_itself) : guarded(status, code_itself);
}

// aclInit, which turns instrumentation on: it is observed in any case.
template <typename... Values, typename Body>
aclError first_entry(const Call<Values...>& call, Body&& body) noexcept {
  if (process_ended()) return ended_status;
  static_cast<void>(Instrumentation::on());  // what the environment asks for
  const NamedCall named(call.text);
  const auto code_itself = [](aclError code) { return code; };
  return observed(call, [&body]() -> aclError { return body(); }, code_itself);
}

// A function with another result, which is `nothing` when `body` throws.
template <typename Result, typename... Values, typename Body>
Result entry(const Call<Values...>& call, Result nothing, Body&& body) noexcept {
  const NamedCall named(call.text);
  const auto instead = [nothing](aclError) { return nothing; };
  const auto value = [&body]() -> Result { return body(); };
  return Instrumentation::on() ? observed(call, value, instead) : guarded(value, instead);
}

}  // namespace ascend_rx::runtime
