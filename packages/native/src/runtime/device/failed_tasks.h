// The last failed executions, for clients that ask about them in the exception-info callback. Nothing is
// noted while no such callback is set. Process-wide, thread-safe, never destroyed.
#pragma once

#include <cstdint>

#include "runtime/device/task.h"
#include "runtime/device/task_description.h"

namespace ascend_rx::runtime {

class Stream;

class FailedTasks {
 public:
  // The task with this number has run in the stream. Does nothing unless it is an execution that failed.
  // Without memory it is not noted. REQUIRES: the task has not been released.
  static void note(const Task& task, uint32_t number, const Stream& stream, const Outcome& outcome) noexcept;

  // Throws Failure 100000 (unverified on hardware) when there is no such task among them.
  static TaskDescription find(uint32_t device, uint32_t stream, uint32_t number);
};

}  // namespace ascend_rx::runtime
