// Failures on purpose, as the settings list them. Process-wide, thread-safe.
#pragma once

#include <string_view>

#include "acl/acl.h"

namespace ascend_rx::runtime {

class Faults {
 public:
  // Those of Settings::current(), counting anew. There are some: gives whether.
  static bool configure();
  // What this call of a function is to fail with; counts it. May set task_fault.
  static aclError of_call(std::string_view function) noexcept;

  // For the call under way on this thread: what the task that it queues is to fail with.
  static thread_local aclError task_fault;
};

}  // namespace ascend_rx::runtime
