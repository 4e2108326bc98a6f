#include "execution.h"

#include <algorithm>
#include <cstring>

#include "data_type.h"
#include "dataset.h"
#include "device/context.h"
#include "device/device.h"
#include "memory/memory_checks.h"
#include "model.h"
#include "process/failure.h"
#include "process/host_object.h"
#include "process/strict.h"

namespace ascend_rx::runtime {
namespace {

// A buffer may be this much shorter than the tensor: the real library counts its padding.
constexpr size_t tolerated_shortage = 64;

const void* first_memory(const aclmdlDataset& dataset) {
  return dataset.buffers.empty() || !live(dataset.buffers[0]) ? nullptr : dataset.buffers[0]->data;
}

// Which code an execution without a choice gives is unverified on hardware.
const Shape& chosen_shape(const ModelInfo& info, const aclmdlDataset& input) {
  if (!info.dynamic) return info.shapes[0];
  require(input.gears == info.dynamic, ACL_ERROR_GE_DYNAMIC_BATCH_SIZE_INVALID,
          "the model has gears, and none was chosen for this dataset; call aclmdlSetDynamicBatchSize, "
          "aclmdlSetDynamicHWSize or aclmdlSetInputDynamicDims first");
  return info.shapes[input.gear];
}

void check_count(const aclmdlDataset& dataset, size_t expected, const char* side) {
  if (dataset.buffers.size() == expected) return;
  throw Failure(ACL_ERROR_GE_PARAM_INVALID, "the model has " + std::to_string(expected) + " " + side +
                                                "s, the dataset has " +
                                                std::to_string(dataset.buffers.size()) + " buffers");
}

void check_buffer(const aclDataBuffer* buffer, const TensorInfo& tensor, const char* side, int32_t device) {
  // Which code a missing or short buffer gives is unverified on hardware.
  if (!live(buffer) || !buffer->data) {
    throw Failure(ACL_ERROR_INVALID_PARAM, std::string(side) + " '" + tensor.name + "' has no memory");
  }
  if (buffer->size + tolerated_shortage < tensor.bytes) {
    throw Failure(ACL_ERROR_GE_PARAM_INVALID, std::string(side) + " '" + tensor.name + "' needs " +
                                                  std::to_string(tensor.bytes) + " bytes, its buffer has " +
                                                  std::to_string(buffer->size));
  }
  if (strict()) {
    check_device_memory({buffer->data, buffer->size}, (std::string(side) + " '" + tensor.name + "'").c_str(),
                        device);
  }
}

}  // namespace

Execution* Execution::prepare(std::shared_ptr<Model> model, const aclmdlDataset& input,
                              const aclmdlDataset& output) {
  const ModelInfo& info = *model->info();
  check_count(input, info.inputs.size(), "input");
  check_count(output, info.outputs.size(), "output");
  const Shape& shape = chosen_shape(info, input);
  const void* const input_memory = first_memory(input);
  const void* const memory = input_memory ? input_memory : first_memory(output);
  Model& of = *model;
  std::unique_ptr<Execution, void (*)(Execution*)> execution(of.executions().take(memory, std::move(model)),
                                                             Execution::recycle);
  if (execution->model_ != &of) execution->model_ = &of;
  if (std::exchange(execution->shape_, &shape) != &shape) {
    execution->pace_ = &of.pace(shape);
    // A place of another gear may be of the same size and address, and yet need a copy where this one needs
    // none.
    execution->inputs_.clear();
    execution->outputs_.clear();
  }
  const int32_t device = of.context()->device().id();
  name_places(shape.inputs, input, "input", device, execution->inputs_);
  name_places(shape.outputs, output, "output", device, execution->outputs_);
  if (info.dynamic) {
    check_buffer(input.buffers.back(), info.inputs.back(), "input", device);
    const aclDataBuffer& choice = *input.buffers.back();
    execution->choice_ = {choice.data, std::min(choice.size, info.inputs.back().bytes)};
  }
  return execution.release();
}

// Memory that is short or not aligned for its element type is worked on in a copy, never beyond its end.
void Execution::name_places(const std::vector<TensorInfo>& tensors, const aclmdlDataset& dataset,
                            const char* name, int32_t device, Side& side) {
  side.resize(tensors.size());
  for (size_t i = 0; i < tensors.size(); ++i) {
    const TensorInfo& tensor = tensors[i];
    const aclDataBuffer* const buffer = dataset.buffers[i];
    check_buffer(buffer, tensor, name, device);
    Place& place = side[i];
    const size_t size = std::min(buffer->size, tensor.bytes);
    if (place.data == buffer->data && place.size == size) continue;
    place = {};  // stays so when there is no memory for the copy
    const bool aligned = reinterpret_cast<uintptr_t>(buffer->data) % data_type_size(tensor.type) == 0;
    if (!aligned || size != tensor.bytes) place.scratch = AlignedMemory(tensor.bytes);
    place.data = buffer->data;
    place.size = size;
  }
}

void Execution::bind_places() {
  OrtSession* const session = model_->session().get();
  const auto memory = [](const Place& place) { return place.scratch ? place.scratch.data() : place.data; };
  for (size_t i = 0; i < inputs_.size(); ++i) {
    Place& place = inputs_[i];
    if (place.bound) continue;
    binding_.bind_input(session, shape_->inputs[i], memory(place));
    place.bound = true;
  }
  for (size_t i = 0; i < outputs_.size(); ++i) {
    Place& place = outputs_[i];
    if (place.bound) continue;
    binding_.bind_output(session, shape_->outputs[i], memory(place));
    place.bound = true;
  }
}

void Execution::run(const RunControl& control) {
  bind_places();
  for (size_t i = 0; i < inputs_.size(); ++i) {
    const Place& place = inputs_[i];
    if (!place.scratch) continue;
    std::memset(place.scratch.data(), 0, shape_->inputs[i].bytes);
    std::memcpy(place.scratch.data(), place.data, place.size);
  }
  model_->session().run(binding_, control);
  for (const Place& place : outputs_) {
    if (place.scratch) std::memcpy(place.data, place.scratch.data(), place.size);
  }
}

void Execution::begin_on(uint32_t stream) {
  model_->begin_on(stream);
  begun_ = true;
}

void Execution::begin_at_once() {
  begin_on(Model::at_once);
  each_use([](const MemoryUse& use) { MemoryUses::instance().begin(use); });
  uses_ = true;
}

void Execution::took(std::chrono::steady_clock::duration time) { pace_->took(time); }

bool Execution::is_brief() const { return pace_->is_brief(); }
bool Execution::is_tiny() const { return pace_->is_tiny(); }

// An idle execution is to hold nothing large.
void Execution::drop_scratch(Side& side) noexcept {
  for (Place& place : side) {
    if (place.scratch) place = {};
  }
}

// It is under way no more.
void Execution::end() noexcept {
  if (begun_) model_->end();
  if (uses_) each_use([](const MemoryUse& use) { MemoryUses::instance().end(use); });
  if (begun_ || uses_) begun_ = uses_ = false;
  drop_scratch(inputs_);
  drop_scratch(outputs_);
}

// Those of one model that stand together go back at once: its pool is in use by who submits, too.
void Execution::recycle(Execution* const* executions, size_t count) noexcept {
  for (size_t i = 0; i < count; ++i) executions[i]->end();
  for (size_t begin = 0, end = 0; begin < count; begin = end) {
    Model* const model = executions[begin]->model_;
    while (end < count && executions[end]->model_ == model) ++end;
    model->executions().put_back(executions + begin, end - begin);
  }
}

}  // namespace ascend_rx::runtime
