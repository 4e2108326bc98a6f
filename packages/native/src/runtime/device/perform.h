// Doing what tasks say, for whoever drives a stream; without the stream's lock, and never user code.
#pragma once

#include <chrono>

#include "task.h"

namespace ascend_rx::runtime {

class Stream;

// Runs a task that the stream can do by itself: no callback and no wait. What it owns stays. `now`: a moment
// not long ago, and after a task that may take long the present one; reading the clock is not for nothing.
Outcome perform(const Task& task, Stream& stream, std::chrono::steady_clock::time_point& now);

// The same for an execution without simulated time, and without looking at the clock.
Outcome perform_untimed(const ExecuteWork& work, Stream& stream);

// What tasks own goes, and what they worked on is free. After perform().
void dispose(const Task* tasks, size_t count);

// What a task owns goes without its having run, or even without its having been queued.
void discard(const Task& task, bool was_queued = true);

// Whether a task is known to take so little time that a thread with something else to do may run it.
bool is_brief(const Task& task);

}  // namespace ascend_rx::runtime
