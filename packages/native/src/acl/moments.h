// Where the time of an execution went. Values; any thread.
#pragma once

#include <chrono>

namespace ascend_rx::acl {

// CLOCK_MONOTONIC, which Node's performance.now() is made of, too.
using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

// When the device began with an execution, had its inputs, had computed, and had its outputs on the host. In
// that order.
struct Moments {
  Time began;
  Time had_inputs;
  Time computed;
  Time had_outputs;
};

}  // namespace ascend_rx::acl
