// The executions between two callbacks on an execution stream.
#pragma once

#include <cstdint>
#include <utility>

#include "session/timestamps.h"

namespace ascend_rx::session {

// A value, complete once the callback at its end has been launched.
struct CallbackInterval {
  uint64_t callback = 0;  // the number of the callback at its end, from 1
  uint32_t executions = 0;
  Time first_submission;  // of its executions
};

// Counts executions and callbacks while they are submitted to one execution stream. Not thread-safe. A
// synchronization in place of a callback counts as a callback.
class CallbackCounter {
 public:
  void execution_submitted(Time now) {
    if (open_.executions++ == 0) open_.first_submission = now;
  }

  // Ends the interval.
  CallbackInterval callback_launched() {
    CallbackInterval interval = std::exchange(open_, {});
    interval.callback = ++callbacks_;
    return interval;
  }

  // The number of the last callback: what is submitted now runs behind that one. 0: there was none.
  uint64_t last_callback() const { return callbacks_; }

 private:
  CallbackInterval open_;
  uint64_t callbacks_ = 0;
};

}  // namespace ascend_rx::session
