// An execution of a model as a stream sees it: the stream runs it in its turn, or discards it, and then gives
// it back. The model folder implements it. Used by one thread at a time.
#pragma once

#include <cstddef>
#include <optional>

#include "runtime/device/recent_run_times.h"
#include "runtime/device/task_description.h"
#include "runtime/memory/memory_uses.h"

namespace ascend_rx::runtime {

class RunControl;

class QueuedExecution {
 public:
  virtual ~QueuedExecution() = default;

  // Throws Failure 507011. REQUIRES: an OnnxAccess::Guard.
  virtual void run(const RunControl& control) = 0;

  // Calls `visit` for each piece of memory that the execution reads or writes.
  virtual void visit_memory(void (*visit)(const MemoryUse&)) const = 0;

  // Its inputs and outputs, for a client that asks about a failed one; nothing where they are not known.
  virtual std::optional<TaskDescription> describe() const { return std::nullopt; }

  // Gives executions back to those they are from; this one is among them, and all are of its class.
  virtual void give_back(QueuedExecution* const* executions, size_t count) noexcept = 0;

  // How long such executions have taken recently.
  RecentRunTimes& run_times() const { return *run_times_; }

 protected:
  QueuedExecution() = default;
  QueuedExecution(const QueuedExecution&) = default;
  QueuedExecution& operator=(const QueuedExecution&) = default;
  void set_run_times(RecentRunTimes& times) { run_times_ = &times; }

 private:
  RecentRunTimes* run_times_ = nullptr;
};

}  // namespace ascend_rx::runtime
