// When the parts of an execution happened. Values; any thread.
#pragma once

#include <chrono>

namespace ascend_rx::session {

// CLOCK_MONOTONIC. Node's performance.now() has the same clock, with another origin.
using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

// Of one execution, in ascending order.
struct Timestamps {
  Time started;         // the device began with it
  Time inputs_copied;   // its inputs were in device memory
  Time computed;        // the model had run
  Time outputs_copied;  // its outputs were in host memory
};

}  // namespace ascend_rx::session
