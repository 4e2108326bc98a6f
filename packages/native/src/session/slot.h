// One input/output pair: what an execution reads and writes. The session passes it back and forth between two
// threads, which never use it at the same time:
//   JavaScript thread   begin(), the inputs, set_output_memory(); after the report, output() and failure()
//   whoever submits     everything else, between the submission and the report
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "session/dynamic_slot.h"
#include "session/event_timer.h"
#include "session/slot_memory.h"
#include "session/submission_context.h"

namespace ascend_rx::session {

class alignas(64) Slot {
 public:
  // Inputs up to this size are copied when they are given; larger ones are borrowed. In bytes.
  static constexpr size_t kCopiedBytes = 4096;

  // Begins a new execution of one sample, or of a batch of them: `batch` is one of the model's gears, and
  // `samples` is from 1 to that.
  void begin(const ModelDescription& model, size_t samples = 1, size_t batch = 1);
  // Takes input `index` of a sample; the model says how many bytes it has. A large input is borrowed: `data`
  // must stay valid and unchanged until the slot is reported, or its session has failed or closed.
  void set_input(const ModelDescription& model, size_t sample, size_t index, const void* data);
  // The same for the only input of a model without batches, which is borrowed whatever its size.
  void borrow_input(const ModelDescription& model, const void* data);

  // Has the outputs written to `memory`, which has room for ModelDescription::output_block and must stay
  // until the slot is reported, or its session has failed or closed. Null: the outputs stay in the slot's
  // memory. After begin().
  void set_output_memory(std::byte* memory) { output_memory_ = memory; }

  // The same for a dynamic model, whose slots have no fixed memory: dims and inputs go to what this returns,
  // and the outputs come from there. Throws std::bad_alloc.
  DynamicSlot& begin_dynamic();
  DynamicSlot& dynamic() const { return *dynamic_; }

  // Where the outputs lie in host memory, in the layout of ModelDescription::output_block; and how many bytes
  // of that layout the batch takes.
  const std::byte* output() const {
    return output_memory_ ? output_memory_ : static_cast<const std::byte*>(memory_.host_outputs());
  }
  size_t output_bytes(const ModelDescription& model) const {
    return model.output_block.used(model.outputs, batch_);
  }

  // Why the device refused this execution at submission; its output means nothing then.
  const std::optional<Failure>& failure() const { return failure_; }
  void fail(Failure failure) { failure_ = std::move(failure); }

  // submit() does not take long: memory is allocated, and nothing large is to be copied on the host.
  bool is_quick(const Library& library, const ModelDescription& model) const {
    return memory_.is_allocated() && (!borrows_large_input_ || memory_.reads_inputs_in_place(library, model));
  }

  // Queues copy-in, execution and copy-out on the execution stream; allocates the memory first where there is
  // none. Stops at the first call that fails. REQUIRES: the session's context is current.
  Status submit(const SubmissionContext& context);
  // The same for a dynamic model; an execution with outputs of unknown dims has run afterwards. Throws
  // std::bad_alloc: nothing has been queued then.
  Outcome submit_dynamic(const SubmissionContext& context);

  // ---- when the parts of this execution happened --------------------------------------------------
  // Runs if the execution is measured with events.
  EventTimer& timer() { return timer_; }
  // Reads the timer. `closing`: the timer of the last slot of the group; `reached_at`: when the stream
  // reached the group's callback. False: there is no measurement after all.
  bool read_timer(const Library& library, const EventTimer& closing, Time reached_at);
  // What read_timer() has read.
  const Timestamps& event_times() const { return event_times_; }
  // By the clock of the host alone. `completed_at`: when the stream was past the group.
  Timestamps host_times(const ExecutionTimeEstimate& estimate, Time completed_at) const;

  // The outputs are still to be copied to the client's memory, by whoever reports the slot's group, outside
  // of its callback.
  bool must_copy_outputs() const { return output_memory_ && !writes_in_place_ && !failure_; }
  void copy_outputs(const ModelDescription& model);

  // Gives all memory back. REQUIRES: the device does not use it any more.
  void release();

 private:
  Status provide_inputs(const SubmissionContext& context);
  Status enqueue(const SubmissionContext& context);
  void pack_inputs(const ModelDescription& model, bool in_place);

  Time submitted_at_;
  Time inputs_ready_at_;        // the inputs are in host memory
  uint64_t last_callback_ = 0;  // before this execution, on the stream
  Timestamps event_times_;
  EventTimer timer_;

  size_t samples_ = 1;
  size_t batch_ = 1;
  // By sample, and within a sample by input: the borrowed address; or null, and the copy of a small input.
  std::vector<const void*> borrowed_;
  std::vector<std::vector<std::byte>> copies_;
  bool borrows_large_input_ = false;
  std::byte* output_memory_ = nullptr;  // the client's
  bool writes_in_place_ = false;        // the device writes to output_memory_
  std::optional<Failure> failure_;

  SlotMemory memory_;
  std::unique_ptr<DynamicSlot> dynamic_;  // of a dynamic model, once it has been used
};

}  // namespace ascend_rx::session
