#include "runtime/model/unbound_execution.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <utility>

#include "runtime/base/failure.h"
#include "runtime/device/context.h"
#include "runtime/device/device.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/memory_uses.h"
#include "runtime/model/dataset_checks.h"
#include "runtime/model/model.h"
#include "runtime/onnx/onnx_values.h"
#include "runtime/tensors/data_type.h"

namespace ascend_rx::runtime {
namespace {

// The tensor with the dims of its description. Which code an execution without a description gives is
// unverified on hardware.
TensorInfo described(TensorInfo tensor, const aclTensorDesc* desc) {
  if (has_known_dims(tensor)) return tensor;
  const std::vector<int64_t> model_dims = tensor.dims;
  if (desc) tensor.dims = desc->dims;
  if (!desc || !has_known_dims(tensor)) {
    throw Failure(ACL_ERROR_INVALID_PARAM,
                  "input '" + tensor.name + "' (" + dims_text(model_dims) +
                      ") has dims without a size, and this dataset does not say which it has; make a "
                      "description with aclCreateTensorDesc and give it to aclmdlSetDatasetTensorDesc before "
                      "the execution");
  }
  const auto bytes = tensor_bytes(tensor.type, tensor.dims);
  if (!bytes) {
    throw Failure(ACL_ERROR_INVALID_PARAM, "the description of input '" + tensor.name + "' (" +
                                               dims_text(tensor.dims) + ") is too large");
  }
  tensor.bytes = *bytes;
  return tensor;
}

// Nobody but us knows the memory.
void free_quietly(void* memory) noexcept {
  try {
    Memory::instance().free_device(memory);
  } catch (const Failure& failure) {
    print_misuse(failure.text);
  }
}

}  // namespace

UnboundExecution::UnboundExecution(std::shared_ptr<Model> model) : model_(std::move(model)) {
  set_run_times(own_run_times_);
}

UnboundExecution::~UnboundExecution() {
  end();
  for (const Output& output : outputs_) {
    if (output.missing && output.data) free_quietly(output.data);
  }
}

std::shared_ptr<UnboundExecution> UnboundExecution::prepare(std::shared_ptr<Model> model,
                                                            const aclmdlDataset& input,
                                                            const aclmdlDataset& output, Missing missing) {
  const std::shared_ptr<UnboundExecution> execution(new UnboundExecution(std::move(model)));
  const ModelInfo& info = *execution->model_->info();
  check_count(input, info.inputs.size(), "input", info.sized);
  check_count(output, info.outputs.size(), "output", info.sized);
  const Shape& shape = chosen_shape(info, input);
  execution->set_inputs(shape, input);
  execution->set_outputs(shape, output, missing);
  if (info.dynamic) {
    const int32_t device = execution->model_->context()->device().id();
    check_buffer(input.buffers.back(), info.inputs.back(), "input", device);
    const aclDataBuffer& choice = *input.buffers.back();
    execution->choice_ = {choice.data, std::min(choice.size, info.inputs.back().bytes)};
  }
  return execution;
}

void UnboundExecution::set_inputs(const Shape& shape, const aclmdlDataset& input) {
  check_descriptions(shape.inputs, input);
  const int32_t device = model_->context()->device().id();
  for (size_t i = 0; i < shape.inputs.size(); ++i) {
    Input& made = inputs_.emplace_back();
    made.tensor = described(shape.inputs[i], i < input.descs.size() ? input.descs[i].get() : nullptr);
    check_buffer(input.buffers[i], made.tensor, "input", device);
    made.data = input.buffers[i]->data;
    made.size = std::min(input.buffers[i]->size, made.tensor.bytes);
    // An empty tensor gets memory, too: ONNX Runtime takes no null.
    const bool aligned = reinterpret_cast<uintptr_t>(made.data) % data_type_size(made.tensor.type) == 0;
    if (!made.data || !aligned || made.size != made.tensor.bytes)
      made.copy = AlignedMemory(made.tensor.bytes);
  }
}

void UnboundExecution::set_outputs(const Shape& shape, const aclmdlDataset& output, Missing missing) {
  const int32_t device = model_->context()->device().id();
  for (size_t i = 0; i < shape.outputs.size(); ++i) {
    Output& made = outputs_.emplace_back();
    made.tensor = shape.outputs[i];
    const aclDataBuffer* const buffer = live(output.buffers[i]);
    made.missing = buffer && !buffer->data && missing == Missing::allocated;
    if (made.missing) continue;
    TensorInfo needed = made.tensor;
    // One byte stands for a size that nobody knows yet: there must be memory.
    if (!has_known_dims(needed)) needed.bytes = 1;
    check_buffer(buffer, needed, "output", device);
    made.data = buffer->data;
    made.size = buffer->size;
  }
}

void UnboundExecution::run(const RunControl& control) {
  has_run_ = true;
  try {
    compute(control);
  } catch (const Failure& failure) {
    if (!keeps_failure_) throw;
    failure_ = std::make_unique<const Failure>(failure);
  } catch (const std::bad_alloc&) {
    if (!keeps_failure_) throw;
    failure_ = std::make_unique<const Failure>(ACL_ERROR_BAD_ALLOC, "out of memory");
  } catch (const std::exception& error) {
    if (!keeps_failure_) throw;
    failure_ = std::make_unique<const Failure>(ACL_ERROR_RT_MODEL_EXECUTE, error.what());
  }
}

void UnboundExecution::compute(const RunControl& control) {
  OnnxValues inputs;
  for (const Input& input : inputs_) {
    if (input.copy) {
      std::memset(input.copy.data(), 0, input.tensor.bytes);
      if (input.size > 0) std::memcpy(input.copy.data(), input.data, input.size);
    }
    inputs.add(input.tensor, input.copy ? input.copy.data() : input.data);
  }
  OnnxValues outputs;
  model_->session().run(inputs, outputs, control);
  deliver(outputs);
}

void UnboundExecution::deliver(OnnxValues& values) {
  for (size_t i = 0; i < outputs_.size(); ++i) {
    TensorInfo& tensor = outputs_[i].tensor;
    tensor.dims = values.dims(i);
    tensor.bytes = tensor_bytes(tensor.type, tensor.dims).value_or(0);
  }
  for (const Output& output : outputs_) {
    if (!output.missing && output.size + tolerated_shortage < output.tensor.bytes)
      refuse_size(output.tensor, "output", output.size);
  }
  for (Output& output : outputs_) {
    if (!output.missing) continue;
    const size_t least = 1;  // so that the client can release it as any other
    output.data = Memory::instance().allocate_device(model_->context()->device().id(),
                                                     std::max(output.tensor.bytes, least));
    output.size = output.tensor.bytes;
  }
  // Outputs may be copied to where the inputs are: outputs that are inputs are read before.
  std::vector<std::vector<char>> passed_on(outputs_.size());
  for (size_t i = 0; i < outputs_.size(); ++i) {
    const auto* const from = static_cast<const char*>(values.data(i));
    if (is_input(from)) passed_on[i].assign(from, from + bytes_of(outputs_[i]));
  }
  for (size_t i = 0; i < outputs_.size(); ++i) {
    const void* const from = passed_on[i].empty() ? values.data(i) : passed_on[i].data();
    if (bytes_of(outputs_[i]) > 0) std::memcpy(outputs_[i].data, from, bytes_of(outputs_[i]));
  }
}

size_t UnboundExecution::bytes_of(const Output& output) { return std::min(output.size, output.tensor.bytes); }

bool UnboundExecution::is_input(const void* data) const {
  return std::any_of(inputs_.begin(), inputs_.end(), [data](const Input& input) {
    return data == (input.copy ? input.copy.data() : input.data);
  });
}

std::optional<TaskDescription> UnboundExecution::describe() const {
  TaskDescription description;
  description.inputs.reserve(inputs_.size());
  for (const Input& input : inputs_) description.inputs.push_back({input.tensor, input.data});
  description.outputs.reserve(outputs_.size());
  for (const Output& output : outputs_) description.outputs.push_back({output.tensor, output.data});
  return description;
}

void UnboundExecution::visit_memory(void (*visit)(const MemoryUse&)) const {
  for (const Input& input : inputs_) {
    if (input.data) visit({{input.data, input.size}, false});
  }
  for (const Output& output : outputs_) {
    if (!output.missing && output.data) visit({{output.data, output.size}, true});
  }
  if (choice_.at) visit({choice_, false});
}

// ------------------------------------------------------------------------------------- its end

QueuedExecution* UnboundExecution::queue(std::shared_ptr<UnboundExecution> kept, bool keep_failure) {
  UnboundExecution* const execution = kept.get();
  execution->keeps_failure_ = keep_failure;
  execution->queued_ = std::move(kept);
  return execution;
}

// No task is run together with others (see own_run_times_), so they come one by one.
void UnboundExecution::give_back(QueuedExecution* const* executions, size_t count) noexcept {
  for (size_t i = 0; i < count; ++i) {
    const auto last = std::move(static_cast<UnboundExecution*>(executions[i])->queued_);
    last->end();
  }
}

void UnboundExecution::begin_on_stream(uint32_t stream) {
  model_->begin_execution(stream);
  begun_ = true;
}

void UnboundExecution::begin_synchronous() {
  begin_on_stream(Model::no_stream);
  visit_memory([](const MemoryUse& use) { MemoryUses::instance().begin(use); });
  uses_ = true;
}

void UnboundExecution::end() noexcept {
  if (std::exchange(begun_, false)) model_->end_execution();
  if (std::exchange(uses_, false))
    visit_memory([](const MemoryUse& use) { MemoryUses::instance().end(use); });
}

bool UnboundExecution::knows_outputs() const {
  return std::all_of(outputs_.begin(), outputs_.end(),
                     [](const Output& output) { return has_known_dims(output.tensor); });
}

void UnboundExecution::throw_failure() const {
  if (failure_) throw Failure(*failure_);
  require(has_run_, ACL_ERROR_RT_MODEL_EXECUTE,
          "the execution has not run: its stream has failed, or is being destroyed");
}

void UnboundExecution::hand_over_memory(aclmdlDataset& output) noexcept {
  for (size_t i = 0; i < outputs_.size(); ++i) {
    Output& made = outputs_[i];
    if (!made.missing || !made.data) continue;
    *output.buffers[i] = {std::exchange(made.data, nullptr), made.size};
  }
}

void UnboundExecution::describe_outputs(aclmdlDataset& output) const {
  for (size_t i = 0; i < outputs_.size(); ++i) {
    const TensorInfo& tensor = outputs_[i].tensor;
    if (!has_known_dims(tensor)) continue;
    aclTensorDesc desc;
    desc.type = tensor.type;
    desc.format = ACL_FORMAT_ND;
    desc.dims = tensor.dims;
    desc.name = tensor.name;
    set_tensor_desc(output, i, desc);
  }
}

}  // namespace ascend_rx::runtime
