// What a slot of a dynamic model has in place of the fixed memory of other slots. Owned by a Slot; used as
// that is. Only the submission thread executes.
#pragma once

#include "session/dynamic_inputs.h"
#include "session/dynamic_outputs.h"
#include "session/event_timer.h"
#include "session/timestamps.h"

namespace ascend_rx::session {

struct DynamicSlot {
  DynamicInputs inputs;
  DynamicOutputs outputs;
  // Of a synchronous execution, which needs no estimate.
  Timestamps times;

  // Runs the execution, or queues it, depending on the model: see DynamicShapes::outputs_are_known. A failure
  // concerns this execution alone, unless the execution stream has failed. Throws std::bad_alloc: the
  // execution is not queued then. REQUIRES: DynamicInputs::provide(); the session's context is current.
  Outcome execute(const SubmissionContext& context, EventTimer& timer);

  // Gives all memory back. REQUIRES: the device does not use it any more.
  void release() {
    inputs.release();
    outputs.release();
  }

 private:
  Outcome enqueue(const SubmissionContext& context, EventTimer& timer);
  Outcome run(const SubmissionContext& context);
  std::vector<Dims> known_output_dims(const SubmissionContext& context) const;
  Status make_input_dataset(const SubmissionContext& context, OwnedDataset& dataset) const;
};

}  // namespace ascend_rx::session
