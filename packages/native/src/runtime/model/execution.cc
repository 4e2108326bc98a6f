#include "execution.h"

#include <algorithm>
#include <cstring>

#include "data_type.h"
#include "dataset.h"
#include "model.h"
#include "memory/memory_checks.h"
#include "process/failure.h"
#include "process/strict.h"

namespace ascend_rx::runtime {
namespace {

// A buffer may be this much shorter than the tensor: the real library counts its padding.
constexpr size_t tolerated_shortage = 64;

}  // namespace

Execution* Execution::prepare(std::shared_ptr<Model> model, const aclmdlDataset& input,
                              const aclmdlDataset& output) {
  std::unique_ptr<Execution> execution = model->take_execution();
  const ModelInfo& info = *model->info();
  bind(info.inputs, input, "input", execution->inputs_, execution->input_memory_);
  bind(info.outputs, output, "output", execution->outputs_, execution->output_memory_);
  execution->model_ = std::move(model);
  return execution.release();
}

// Memory that is short or not aligned for its element type is worked on in a copy, never beyond its end.
void Execution::bind(const std::vector<TensorInfo>& tensors, const aclmdlDataset& dataset, const char* side,
                     std::vector<Place>& places, std::vector<void*>& memory) {
  if (dataset.buffers.size() != tensors.size()) {
    throw Failure(ACL_ERROR_GE_PARAM_INVALID, "the model has " + std::to_string(tensors.size()) + " " + side +
                                                  "s, the dataset has " +
                                                  std::to_string(dataset.buffers.size()) + " buffers");
  }
  places.resize(tensors.size());
  memory.resize(tensors.size());
  for (size_t i = 0; i < tensors.size(); ++i) {
    const TensorInfo& tensor = tensors[i];
    const aclDataBuffer* const buffer = dataset.buffers[i];
    const std::string what = std::string(side) + " '" + tensor.name + "'";
    // Which code a missing or short buffer gives is unverified on hardware.
    if (!buffer || !buffer->data) throw Failure(ACL_ERROR_INVALID_PARAM, what + " has no memory");
    if (buffer->size + tolerated_shortage < tensor.bytes) {
      throw Failure(ACL_ERROR_GE_PARAM_INVALID, what + " needs " + std::to_string(tensor.bytes) +
                                                    " bytes, its buffer has " + std::to_string(buffer->size));
    }
    if (strict()) check_device_memory(buffer->data, buffer->size, what.c_str());
    Place& place = places[i];
    place.data = buffer->data;
    place.size = std::min(buffer->size, tensor.bytes);
    const bool aligned = reinterpret_cast<uintptr_t>(buffer->data) % data_type_size(tensor.type) == 0;
    place.scratch = aligned && place.size == tensor.bytes ? AlignedMemory() : AlignedMemory(tensor.bytes);
    memory[i] = place.scratch ? place.scratch.data() : place.data;
  }
}

void Execution::run(const RunControl& control) {
  const ModelInfo& info = *model_->info();
  for (size_t i = 0; i < inputs_.size(); ++i) {
    const Place& place = inputs_[i];
    if (!place.scratch) continue;
    std::memset(place.scratch.data(), 0, info.inputs[i].bytes);
    std::memcpy(place.scratch.data(), place.data, place.size);
  }
  model_->session().run(input_memory_.data(), output_memory_.data(), control);
  for (const Place& place : outputs_) {
    if (place.scratch) std::memcpy(place.data, place.scratch.data(), place.size);
  }
}

void Execution::recycle(Execution* execution) noexcept {
  std::unique_ptr<Execution> owned(execution);
  const std::shared_ptr<Model> model = std::move(owned->model_);
  try {
    model->put_back(std::move(owned));
  } catch (const std::bad_alloc&) {
    // The pool has no room to keep it: it is gone.
  }
}

}  // namespace ascend_rx::runtime
