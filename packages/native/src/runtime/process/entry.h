// The one way in: every ACL function that can fail runs its body here. No exception crosses into C,
// failures are noted for aclGetRecentErrMsg, and once the process ends every call returns at once.
#pragma once

#include <cstring>
#include <exception>
#include <new>

#include "failure.h"
#include "process_end.h"
#include "thread_state.h"

namespace ascend_rx::runtime {

// Sets current_function for the time of a call; calls nest where a callback makes one.
class NamedCall {
 public:
  explicit NamedCall(const char* function) : outer_(current_function) { current_function = function; }
  ~NamedCall() { current_function = outer_; }
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

// Runs `body`, which returns a status or throws a Failure.
template <typename Body>
aclError entry(const char* function, Body&& body) noexcept {
  if (process_ended()) return ended_status;
  const NamedCall call(function);
  try {
    return body();
  } catch (const Failure& failure) {
    return note_failure(failure.code, failure.text);
  } catch (const std::bad_alloc&) {
    return note_failure(ACL_ERROR_BAD_ALLOC, "out of memory");
  } catch (const std::exception& error) {
    return note_failure(ACL_ERROR_RT_INTERNAL_ERROR, error.what());
  }
}

}  // namespace ascend_rx::runtime
