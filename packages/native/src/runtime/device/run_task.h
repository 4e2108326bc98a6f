// Running the tasks of a stream, for the thread that runs them now. The stream's lock is not held meanwhile,
// and none of this calls user code.
#pragma once

#include <chrono>

#include "runtime/device/task.h"

namespace ascend_rx::runtime {

class Stream;

// Runs a task other than a callback and a wait for an event. What the task owns stays. `now` is a time
// shortly before; after a task that may have taken long it is the time after it. It saves reading the clock,
// which is not free.
Outcome run_task(const Task& task, Stream& stream, std::chrono::steady_clock::time_point& now);

// The same for an execution without simulated duration; does not read the clock.
Outcome run_untimed(const ExecuteWork& work, Stream& stream);

// After the tasks have run: releases what they own, and the memory that they used.
void release_tasks(const Task* tasks, size_t count);

// Releases what a task owns that does not run; `was_queued`: it had a place in the stream's order.
void discard_task(const Task& task, bool was_queued = true);

// Whether the task is known to take a short time, so that the report thread may run it (see RecentRunTimes).
bool is_short(const Task& task);

}  // namespace ascend_rx::runtime
