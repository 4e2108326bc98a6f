#include "session/dynamic_slot.h"

#include <utility>

namespace ascend_rx::session {
namespace {

const DynamicShapes& shapes_of(const SubmissionContext& context) {
  return *context.model.description().dynamic;
}

bool has_gears(const SubmissionContext& context) {
  return shapes_of(context).kind != DynamicShapes::Gears::kNone;
}

}  // namespace

Outcome DynamicSlot::execute(const SubmissionContext& context, EventTimer& timer) {
  if (has_gears(context) && !shapes_of(context).gear_for(inputs.dims())) {
    return Failure{"aclmdlSetInputDynamicDims", ACL_ERROR_GE_DYNAMIC_BATCH_SIZE_INVALID,
                   "the model has no gear for inputs of these dims"};
  }
  return shapes_of(context).outputs_are_known ? enqueue(context, timer) : run(context);
}

Status DynamicSlot::make_input_dataset(const SubmissionContext& context, OwnedDataset& dataset) const {
  const ModelDescription& model = context.model.description();
  if (const Status status = dataset.make(context.library, model.inputs.size() + 1); !status.ok())
    return status;
  if (const Status status = inputs.add_to(dataset, context); !status.ok()) return status;
  if (!has_gears(context)) return {};
  return choose_gear(context.library, context.model.id(), dataset.get(), model.gear_input_index,
                     model.dynamic->kind, *model.dynamic->gear_for(inputs.dims()));
}

// All of it is made before anything is queued.
Outcome DynamicSlot::enqueue(const SubmissionContext& context, EventTimer& timer) {
  const Library& library = context.library;
  const Functions& acl = library.acl;
  const aclrtStream stream = context.stream;
  const bool is_separate = context.run_mode == ACL_HOST;
  const auto queue = [&]() -> Status {
    OwnedDataset input;
    OwnedDataset output;
    if (const Status status = make_input_dataset(context, input); !status.ok()) return status;
    if (const Status status = output.make(library, outputs.dims().size()); !status.ok()) return status;
    if (const Status status = outputs.add_to(output, library); !status.ok()) return status;
    timer.record(library, EventTimer::kStarted, stream);
    const size_t input_bytes = inputs.block_bytes();
    if (is_separate && input_bytes > 0) {
      const Status status =
          acl.aclrtMemcpyAsync(inputs.memory().device(), input_bytes, inputs.memory().host(), input_bytes,
                               ACL_MEMCPY_HOST_TO_DEVICE, stream);
      if (!status.ok()) return status;
    }
    timer.record(library, EventTimer::kInputsCopied, stream);
    if (const Status status = acl.aclmdlExecuteAsync(context.model.id(), input.get(), output.get(), stream);
        !status.ok()) {
      return status;
    }
    timer.record(library, EventTimer::kComputed, stream);
    const size_t output_bytes = outputs.block_bytes();
    if (is_separate && output_bytes > 0) {
      const Status status =
          acl.aclrtMemcpyAsync(outputs.memory().host(), output_bytes, outputs.memory().device(), output_bytes,
                               ACL_MEMCPY_DEVICE_TO_HOST, stream);
      if (!status.ok()) return status;
    }
    timer.record(library, EventTimer::kOutputsCopied, stream);
    return {};
  };
  if (Outcome failure = outputs.place(context, known_output_dims(context))) return failure;
  if (context.estimate.executions_are_long()) timer.start(library, context.event_budget);
  const Status status = queue();
  return status.ok() ? Outcome() : library.describe(status);
}

// The runtime allocates the outputs, and this session frees them, whatever fails behind the execution.
Outcome DynamicSlot::run(const SubmissionContext& context) {
  const Library& library = context.library;
  const Functions& acl = library.acl;
  const size_t count = context.model.description().outputs.size();
  times.started = Clock::now();
  const size_t input_bytes = inputs.block_bytes();
  if (context.run_mode == ACL_HOST && input_bytes > 0) {
    const Status status = acl.aclrtMemcpy(inputs.memory().device(), input_bytes, inputs.memory().host(),
                                          input_bytes, ACL_MEMCPY_HOST_TO_DEVICE);
    if (!status.ok()) return library.describe(status);
  }
  times.inputs_copied = Clock::now();
  OwnedDataset input;
  OwnedDataset output;
  // With all the room that it needs: no exception comes between the execution and the owners of its outputs.
  std::vector<DeviceMemory> memories;
  memories.reserve(count);
  if (const Status status = make_input_dataset(context, input); !status.ok()) return library.describe(status);
  if (const Status status = output.make(library, count); !status.ok()) return library.describe(status);
  for (size_t i = 0; i < count; ++i) {
    if (const Status status = output.add(library, nullptr, 0); !status.ok()) return library.describe(status);
  }
  const Status status = acl.aclmdlExecute(context.model.id(), input.get(), output.get());
  Outcome failure;
  if (!status.ok()) failure = library.describe(status);
  for (size_t i = 0; i < count; ++i) {
    memories.emplace_back(acl.aclGetDataBufferAddr(output.buffer(i)), DeviceMemory::deleter_type{&library});
  }
  if (failure) return failure;
  times.computed = Clock::now();
  failure = outputs.receive(context, output, memories);
  times.outputs_copied = Clock::now();
  return failure;
}

// By the gear, or as the model fixes them.
std::vector<Dims> DynamicSlot::known_output_dims(const SubmissionContext& context) const {
  if (const DynamicShapes::Gear* const gear = shapes_of(context).gear_for(inputs.dims())) {
    return gear->outputs;
  }
  std::vector<Dims> dims;
  for (const TensorSpec& output : context.model.description().outputs) dims.push_back(output.dims);
  return dims;
}

}  // namespace ascend_rx::session
