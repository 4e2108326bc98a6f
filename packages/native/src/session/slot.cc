#include "session/slot.h"

#include <algorithm>
#include <cstring>

namespace ascend_rx::session {

void Slot::begin(const ModelDescription& model, size_t samples, size_t batch) {
  const size_t views = samples * model.inputs.size();
  // The vectors never shrink: their memory is used again.
  if (borrowed_.size() < views) {
    borrowed_.resize(views);
    copies_.resize(views);
  }
  samples_ = samples;
  batch_ = batch;
  borrows_large_input_ = false;
  output_memory_ = nullptr;
  failure_.reset();
}

void Slot::set_input(const ModelDescription& model, size_t sample, size_t index, const void* data) {
  const size_t view = sample * model.inputs.size() + index;
  const size_t bytes = model.inputs[index].bytes;
  if (bytes > kCopiedBytes) {
    borrowed_[view] = data;
    borrows_large_input_ = true;
    return;
  }
  const auto* const first = static_cast<const std::byte*>(data);
  copies_[view].assign(first, first + bytes);
  borrowed_[view] = nullptr;
}

void Slot::borrow_input(const ModelDescription& model, const void* data) {
  borrowed_[0] = data;
  borrows_large_input_ = model.inputs[0].bytes > kCopiedBytes;
}

DynamicSlot& Slot::begin_dynamic() {
  if (!dynamic_) dynamic_ = std::make_unique<DynamicSlot>();
  dynamic_->outputs.begin();
  output_memory_ = nullptr;
  failure_.reset();
  return *dynamic_;
}

Status Slot::submit(const SubmissionContext& context) {
  timer_.stop();
  if (!memory_.is_allocated()) {
    const Status status = memory_.allocate(context.library, context.model.description(), context.run_mode);
    if (!status.ok()) return status;
  }
  submitted_at_ = context.now;
  last_callback_ = context.callbacks.last_callback();
  context.callbacks.execution_submitted(submitted_at_);
  if (const Status status = provide_inputs(context); !status.ok()) return status;
  writes_in_place_ = output_memory_ && memory_.can_use_client_memory(context.library);
  if (const Status status = memory_.bind_outputs(context.library, context.model.description(),
                                                 writes_in_place_ ? output_memory_ : nullptr);
      !status.ok()) {
    return status;
  }
  return enqueue(context);
}

Outcome Slot::submit_dynamic(const SubmissionContext& context) {
  timer_.stop();
  submitted_at_ = context.now;
  last_callback_ = context.callbacks.last_callback();
  context.callbacks.execution_submitted(submitted_at_);
  if (const Status status = dynamic_->inputs.provide(context); !status.ok())
    return context.library.describe(status);
  inputs_ready_at_ = Clock::now();
  Outcome failure = dynamic_->execute(context, timer_);
  output_memory_ = dynamic_->outputs.block_to_fill();
  writes_in_place_ = false;
  return failure;
}

Status Slot::provide_inputs(const SubmissionContext& context) {
  const ModelDescription& model = context.model.description();
  const bool in_place = memory_.reads_inputs_in_place(context.library, model);
  pack_inputs(model, in_place);
  inputs_ready_at_ = in_place ? context.now : Clock::now();
  if (in_place) return memory_.bind_inputs(context.library, model, borrowed_.data());
  if (model.gears.empty()) return {};
  return context.library.acl.aclmdlSetDynamicBatchSize(context.model.id(), memory_.input_dataset(),
                                                       model.gear_input_index, batch_);
}

Status Slot::enqueue(const SubmissionContext& context) {
  const Library& library = context.library;
  const Functions& acl = library.acl;
  const aclrtStream stream = context.stream;
  const ModelDescription& description = context.model.description();
  if (context.estimate.executions_are_long()) timer_.start(library, context.event_budget);
  timer_.record(library, EventTimer::kStarted, stream);
  const size_t input_bytes = description.input_block.used(description.inputs, batch_);
  if (memory_.is_separate() && input_bytes > 0) {
    const Status status = acl.aclrtMemcpyAsync(memory_.device_inputs(), input_bytes, memory_.host_inputs(),
                                               input_bytes, ACL_MEMCPY_HOST_TO_DEVICE, stream);
    if (!status.ok()) return status;
  }
  timer_.record(library, EventTimer::kInputsCopied, stream);
  if (const Status status = acl.aclmdlExecuteAsync(context.model.id(), memory_.input_dataset(),
                                                   memory_.output_dataset(), stream);
      !status.ok()) {
    return status;
  }
  timer_.record(library, EventTimer::kComputed, stream);
  if (memory_.is_separate()) {
    const size_t bytes = output_bytes(description);
    const Status status = acl.aclrtMemcpyAsync(memory_.host_outputs(), bytes, memory_.device_outputs(), bytes,
                                               ACL_MEMCPY_DEVICE_TO_HOST, stream);
    if (!status.ok()) return status;
  }
  timer_.record(library, EventTimer::kOutputsCopied, stream);
  return {};
}

// The stream reaches the callback and the group's last event at the same time. How long the callback takes to
// get to the host is not known: that time counts as waiting before the execution, not as part of it.
bool Slot::read_timer(const Library& library, const EventTimer& closing, Time reached_at) {
  const auto read = [&](EventTimer::Mark mark, Time& time) {
    const std::optional<float> before = timer_.milliseconds_to_close(library, mark, closing);
    using Milliseconds = std::chrono::duration<float, std::milli>;
    if (before) time = reached_at - std::chrono::duration_cast<Clock::duration>(Milliseconds(*before));
    return before.has_value();
  };
  return read(EventTimer::kStarted, event_times_.started) &&
         read(EventTimer::kInputsCopied, event_times_.inputs_copied) &&
         read(EventTimer::kComputed, event_times_.computed) &&
         read(EventTimer::kOutputsCopied, event_times_.outputs_copied);
}

// The stream could start with this execution when it was past the callback before it.
Timestamps Slot::host_times(const ExecutionTimeEstimate& estimate, Time completed_at) const {
  const Time free = std::min(estimate.callback_time(last_callback_), completed_at);
  const Time started = std::max(submitted_at_, free);
  return {started, std::max(inputs_ready_at_, started), completed_at, completed_at};
}

void Slot::copy_outputs(const ModelDescription& model) {
  if (dynamic_) return dynamic_->outputs.fill_block();
  std::memcpy(output_memory_, memory_.host_outputs(), output_bytes(model));
}

void Slot::release() {
  timer_.release();
  memory_.release();
  if (dynamic_) dynamic_->release();
}

// Writes the inputs to the slot's host memory, those of a batch sample by sample. An incomplete batch is
// filled up with its last sample: arbitrary bytes could make the model fail, for example an index out of
// range.
void Slot::pack_inputs(const ModelDescription& model, bool in_place) {
  const size_t inputs = model.inputs.size();
  auto* const block = static_cast<std::byte*>(memory_.host_inputs());
  for (size_t sample = 0; sample < batch_; ++sample) {
    const size_t first = std::min(sample, samples_ - 1) * inputs;
    for (size_t i = 0; i < inputs; ++i) {
      const void* const borrowed = borrowed_[first + i];
      if (borrowed && in_place) continue;
      const size_t bytes = model.inputs[i].bytes;
      std::memcpy(block + model.input_block.offsets[i] + sample * bytes,
                  borrowed ? borrowed : copies_[first + i].data(), bytes);
    }
  }
}

}  // namespace ascend_rx::session
