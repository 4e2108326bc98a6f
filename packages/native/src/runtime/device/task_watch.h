// What faults, strict checks and trace do with a task, from its submission to its end. Only tasks that were
// marked by begin() are looked at again.
#pragma once

#include <chrono>
#include <cstdint>

#include "task.h"

namespace ascend_rx::runtime {

class TaskWatch {
 public:
  // The task is about to be queued, by the call under way on this thread. REQUIRES: Instruments::on().
  static void begin(Task& task);
  // It has run, or is discarded. REQUIRES: task.watched.
  static void end(const Task& task);

  // What it fails with instead of running; nothing: it is to run. REQUIRES: task.watched.
  static Outcome refusal(const Task& task);
  static void trace(const Task& task, uint32_t stream, std::chrono::steady_clock::time_point start,
                    const Outcome& outcome);
};

}  // namespace ascend_rx::runtime
