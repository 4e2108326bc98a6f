// What a slot needs to submit its execution. Lives for one submission.
#pragma once

#include <atomic>

#include "session/callback_interval.h"
#include "session/execution_time_estimate.h"
#include "session/model.h"

namespace ascend_rx::session {

struct SubmissionContext {
  const Library& library;
  const Model& model;
  aclrtRunMode run_mode;
  aclrtStream stream;
  CallbackCounter& callbacks;             // of the stream
  const ExecutionTimeEstimate& estimate;  // for the stream
  std::atomic<int>& event_budget;         // of the device: see EventTimer
  Time now;                               // the current time, at most some microseconds old
};

}  // namespace ascend_rx::session
