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
  std::unique_ptr<Execution> execution =
      model->executions().take(input_memory ? input_memory : first_memory(output));
  if (std::exchange(execution->shape_, &shape) != &shape) {
    execution->pace_ = &model->pace(shape);
    forget(execution->inputs_);
    forget(execution->outputs_);
  }
  const int32_t device = model->context()->device().id();
  bind(shape.inputs, input, "input", device, execution->inputs_);
  bind(shape.outputs, output, "output", device, execution->outputs_);
  execution->choice_ = {};
  if (info.dynamic) {
    check_buffer(input.buffers.back(), info.inputs.back(), "input", device);
    const aclDataBuffer& choice = *input.buffers.back();
    execution->choice_ = {choice.data, std::min(choice.size, info.inputs.back().bytes)};
  }
  execution->model_ = std::move(model);
  return execution.release();
}

// Memory that is short or not aligned for its element type is worked on in a copy, never beyond its end.
void Execution::bind(const std::vector<TensorInfo>& tensors, const aclmdlDataset& dataset, const char* name,
                     int32_t device, Side& side) {
  side.places.resize(tensors.size());
  for (size_t i = 0; i < tensors.size(); ++i) {
    const TensorInfo& tensor = tensors[i];
    const aclDataBuffer* const buffer = dataset.buffers[i];
    check_buffer(buffer, tensor, name, device);
    Place& place = side.places[i];
    const size_t size = std::min(buffer->size, tensor.bytes);
    if (place.data == buffer->data && place.size == size) continue;
    side.values.clear();
    place.data = buffer->data;
    place.size = size;
    const bool aligned = reinterpret_cast<uintptr_t>(buffer->data) % data_type_size(tensor.type) == 0;
    place.scratch = aligned && size == tensor.bytes ? AlignedMemory() : AlignedMemory(tensor.bytes);
  }
}

// A place of another gear may be of the same size and address, and yet need a copy where this one needs none.
void Execution::forget(Side& side) noexcept {
  side.values.clear();
  side.places.clear();
}

void Execution::make_values(const std::vector<TensorInfo>& tensors, Side& side) {
  if (side.values.size() == tensors.size()) return;
  side.values.clear();  // of an attempt that failed midway
  for (size_t i = 0; i < tensors.size(); ++i) {
    const Place& place = side.places[i];
    side.values.add(tensors[i], place.scratch ? place.scratch.data() : place.data);
  }
}

void Execution::run(const RunControl& control) {
  make_values(shape_->inputs, inputs_);
  make_values(shape_->outputs, outputs_);
  for (size_t i = 0; i < inputs_.places.size(); ++i) {
    const Place& place = inputs_.places[i];
    if (!place.scratch) continue;
    std::memset(place.scratch.data(), 0, shape_->inputs[i].bytes);
    std::memcpy(place.scratch.data(), place.data, place.size);
  }
  model_->session().run(inputs_.values, outputs_.values, control);
  for (const Place& place : outputs_.places) {
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

const void* Execution::memory() const {
  const Side& first = inputs_.places.empty() ? outputs_ : inputs_;
  return first.places.empty() ? nullptr : first.places[0].data;
}

// An idle execution is to hold nothing large.
void Execution::drop_scratch(Side& side) noexcept {
  for (Place& place : side.places) {
    if (!place.scratch) continue;
    side.values.clear();
    place = {};
  }
}

void Execution::recycle(Execution* execution) noexcept {
  std::unique_ptr<Execution> owned(execution);
  const std::shared_ptr<Model> model = std::move(owned->model_);
  if (std::exchange(owned->begun_, false)) model->end();
  if (std::exchange(owned->uses_, false)) {
    owned->each_use([](const MemoryUse& use) { MemoryUses::instance().end(use); });
  }
  drop_scratch(owned->inputs_);
  drop_scratch(owned->outputs_);
  try {
    model->executions().put_back(std::move(owned));
  } catch (const std::bad_alloc&) {
    // The pool has no room to keep it: it is gone.
  }
}

}  // namespace ascend_rx::runtime
