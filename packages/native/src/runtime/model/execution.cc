#include "runtime/model/execution.h"

#include <algorithm>
#include <cstring>

#include "runtime/base/failure.h"
#include "runtime/checks/strict.h"
#include "runtime/device/context.h"
#include "runtime/device/device.h"
#include "runtime/model/dataset_checks.h"
#include "runtime/model/model.h"
#include "runtime/model/output_poison.h"
#include "runtime/tensors/data_type.h"

namespace ascend_rx::runtime {
namespace {

const void* first_memory(const aclmdlDataset& dataset) {
  return dataset.buffers.empty() || !live(dataset.buffers[0]) ? nullptr : dataset.buffers[0]->data;
}

}  // namespace

Execution::Owner Execution::prepare(std::shared_ptr<Model> model, const aclmdlDataset& input,
                                    const aclmdlDataset& output) {
  const ModelInfo& info = *model->info();
  check_count(input, info.inputs.size(), "input", true);
  check_count(output, info.outputs.size(), "output", true);
  const Shape& shape = chosen_shape(info, input);
  if (!input.descs.empty()) check_descriptions(shape.inputs, input);
  const void* const input_memory = first_memory(input);
  const void* const memory = input_memory ? input_memory : first_memory(output);
  Model& its_model = *model;
  Owner execution(its_model.executions().take(memory, std::move(model)));
  if (execution->model_ != &its_model) execution->model_ = &its_model;
  if (execution->shape_ != &shape) {
    execution->shape_ = &shape;
    execution->set_run_times(its_model.run_times(shape));
    // Memory of the same address and size may need a copy in one gear and none in another.
    execution->inputs_.clear();
    execution->outputs_.clear();
  }
  const int32_t device = its_model.context()->device().id();
  set_memory(shape.inputs, input, "input", device, execution->inputs_);
  set_memory(shape.outputs, output, "output", device, execution->outputs_);
  if (info.dynamic) {
    check_buffer(input.buffers.back(), info.inputs.back(), "input", device);
    const aclDataBuffer& choice = *input.buffers.back();
    execution->choice_ = {choice.data, std::min(choice.size, info.inputs.back().bytes)};
  }
  return execution;
}

// For memory that is too short, or not aligned for its element type, ONNX Runtime works on a copy: it never
// touches what is behind the end of the memory.
void Execution::set_memory(const std::vector<TensorInfo>& tensors, const aclmdlDataset& dataset,
                           const char* name, int32_t device, Side& side) {
  side.resize(tensors.size());
  for (size_t i = 0; i < tensors.size(); ++i) {
    const TensorInfo& tensor = tensors[i];
    const aclDataBuffer* const buffer = dataset.buffers[i];
    check_buffer(buffer, tensor, name, device);
    TensorMemory& memory = side[i];
    const size_t size = std::min(buffer->size, tensor.bytes);
    if (memory.data == buffer->data && memory.size == size) continue;
    memory = {};  // and stays empty when there is no memory for the copy
    const bool aligned = reinterpret_cast<uintptr_t>(buffer->data) % data_type_size(tensor.type) == 0;
    if (!aligned || size != tensor.bytes) memory.copy = AlignedMemory(tensor.bytes);
    memory.data = buffer->data;
    memory.size = size;
  }
}

void Execution::bind_memory() {
  OrtSession* const session = model_->session().get();
  static char nothing = 0;  // an empty tensor need not have memory
  const auto data = [](const TensorMemory& memory) {
    return memory.copy ? memory.copy.data() : memory.data ? memory.data : &nothing;
  };
  for (size_t i = 0; i < inputs_.size(); ++i) {
    TensorMemory& memory = inputs_[i];
    if (memory.bound) continue;
    binding_.bind_input(session, shape_->inputs[i], data(memory));
    memory.bound = true;
  }
  for (size_t i = 0; i < outputs_.size(); ++i) {
    TensorMemory& memory = outputs_[i];
    if (memory.bound) continue;
    binding_.bind_output(session, shape_->outputs[i], data(memory));
    memory.bound = true;
  }
}

void Execution::run(const RunControl& control) {
  bind_memory();
  for (size_t i = 0; i < inputs_.size(); ++i) {
    const TensorMemory& memory = inputs_[i];
    if (!memory.copy) continue;
    std::memset(memory.copy.data(), 0, shape_->inputs[i].bytes);
    std::memcpy(memory.copy.data(), memory.data, memory.size);
  }
  if (begun_) {  // strict checks are on
    run_poisoned(control);
  } else {
    model_->session().run(binding_, control);
  }
  for (const TensorMemory& memory : outputs_) {
    if (memory.copy) std::memcpy(memory.data, memory.copy.data(), memory.size);
  }
}

// A strict check: what ONNX Runtime does not write would be memory of earlier use. Outputs that share memory
// are not looked at. Where one shares it with an input, none is: the check may run the model twice, and the
// second run would begin with what the first one wrote there.
void Execution::run_poisoned(const RunControl& control) {
  std::vector<OutputPoison> poisons;
  bool may_run_twice = true;
  for (size_t i = 0; i < outputs_.size(); ++i) {
    const TensorMemory& memory = outputs_[i];
    void* const data = memory.copy ? memory.copy.data() : memory.data;
    const size_t bytes = shape_->outputs[i].bytes;
    const MemoryRows rows{data, bytes};
    may_run_twice = may_run_twice && !shares_memory_with_input(rows);
    if (!shares_memory_with_output(rows, i)) poisons.emplace_back(data, bytes, i);
  }
  if (!may_run_twice) poisons.clear();
  const std::vector<size_t> unwritten =
      OutputPoison::find_unwritten(std::move(poisons), [&] { model_->session().run(binding_, control); });
  if (unwritten.empty()) return;
  std::string names;
  for (const size_t i : unwritten) names += " '" + shape_->outputs[i].name + "'";
  report_misuse(ACL_ERROR_RT_MODEL_EXECUTE,
                "the execution has not written all outputs; what is in their "
                "buffers is of earlier use:" +
                    names);
}

bool Execution::shares_memory_with_input(const MemoryRows& rows) const {
  return std::any_of(inputs_.begin(), inputs_.end(),
                     [&](const TensorMemory& input) { return rows.overlaps({input.data, input.size}); });
}

bool Execution::shares_memory_with_output(const MemoryRows& rows, size_t output) const {
  for (size_t i = 0; i < outputs_.size(); ++i) {
    if (i != output && rows.overlaps({outputs_[i].data, outputs_[i].size})) return true;
  }
  return false;
}

void Execution::visit_memory(void (*visit)(const MemoryUse&)) const {
  for (const TensorMemory& memory : inputs_) visit({{memory.data, memory.size}, false});
  for (const TensorMemory& memory : outputs_) visit({{memory.data, memory.size}, true});
  if (choice_.at) visit({choice_, false});
}

std::optional<TaskDescription> Execution::describe() const {
  TaskDescription description;
  const auto add = [](std::vector<TaskTensor>& to, const std::vector<TensorInfo>& tensors, const Side& side) {
    for (size_t i = 0; i < tensors.size() && i < side.size(); ++i) to.push_back({tensors[i], side[i].data});
  };
  add(description.inputs, shape_->inputs, inputs_);
  add(description.outputs, shape_->outputs, outputs_);
  return description;
}

void Execution::begin_on_stream(uint32_t stream) {
  model_->begin_execution(stream);
  begun_ = true;
}

void Execution::begin_synchronous() {
  begin_on_stream(Model::no_stream);
  visit_memory([](const MemoryUse& use) { MemoryUses::instance().begin(use); });
  uses_ = true;
}

// An idle execution must not hold large memory.
void Execution::drop_copies(Side& side) noexcept {
  for (TensorMemory& memory : side) {
    if (memory.copy) memory = {};
  }
}

// The execution is over.
void Execution::end() noexcept {
  if (begun_) model_->end_execution();
  if (uses_) visit_memory([](const MemoryUse& use) { MemoryUses::instance().end(use); });
  if (begun_ || uses_) begun_ = uses_ = false;
  drop_copies(inputs_);
  drop_copies(outputs_);
}

// Neighbours of one model go back together: the submitting thread uses the model's pool, too.
void Execution::give_back(QueuedExecution* const* executions, size_t count) noexcept {
  const auto execution = [executions](size_t i) { return static_cast<Execution*>(executions[i]); };
  for (size_t i = 0; i < count; ++i) execution(i)->end();
  for (size_t begin = 0, end = 0; begin < count; begin = end) {
    Model* const model = execution(begin)->model_;
    while (end < count && execution(end)->model_ == model) ++end;
    model->executions().put_back(executions + begin, end - begin);
  }
}

}  // namespace ascend_rx::runtime
