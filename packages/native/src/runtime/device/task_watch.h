// What faults, strict checks and the trace do with a task, from its submission to its end. Only tasks that
// begin() has marked are looked at again.
#pragma once

#include <chrono>
#include <cstdint>

#include "runtime/device/task.h"

namespace ascend_rx::runtime {

class TaskWatch {
 public:
  // The call under way on this thread queues the task. REQUIRES: Instrumentation::on().
  static void begin(Task& task);
  // The task has run, or is discarded. REQUIRES: task.watched.
  static void end(const Task& task);

  // Asked before the task runs. A failure (of a fault, or of a strict check): the task does not run, and ends
  // with this failure. Success: the task runs. REQUIRES: task.watched.
  static Outcome refusal(const Task& task);
  // The task began at `start` and has ended now, with this outcome. REQUIRES: task.watched.
  static void trace(const Task& task, uint32_t stream, std::chrono::steady_clock::time_point start,
                    const Outcome& outcome);
};

}  // namespace ascend_rx::runtime
