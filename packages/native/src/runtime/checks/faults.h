// Failures on purpose, as the settings list them: decides which calls and tasks fail. Process-wide,
// thread-safe.
#pragma once

#include <string_view>

#include "acl/acl.h"

namespace ascend_rx::runtime {

class Faults {
 public:
  // Takes those of Settings::current(); calls are counted from 0 again. True: there are some. REQUIRES: one
  // caller at a time.
  static bool configure();
  // Counts a call of the function. Gives the code that it is to fail with, or ACL_SUCCESS; may set
  // task_fault.
  static aclError for_call(std::string_view function) noexcept;

  // The code that the task is to fail with that the call under way on this thread queues.
  static thread_local aclError task_fault;
};

}  // namespace ascend_rx::runtime
