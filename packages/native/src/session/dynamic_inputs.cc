#include "session/dynamic_inputs.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "session/slot.h"

namespace ascend_rx::session {

bool DynamicInputs::begin(const ModelDescription& model, std::vector<Dims> dims, size_t samples) {
  const size_t inputs = model.inputs.size();
  if (dims.size() != inputs || samples == 0) return false;
  bytes_.resize(inputs);
  for (size_t i = 0; i < inputs; ++i) {
    const std::optional<size_t> bytes = bytes_of(model.inputs[i].type, dims[i]);
    if (!bytes || *bytes % samples != 0 || dims[i].size() > ACL_MAX_DIM_CNT) return false;
    bytes_[i] = *bytes;
  }
  const size_t views = samples * inputs;
  // The vectors never shrink: their memory is used again.
  if (borrowed_.size() < views) {
    borrowed_.resize(views);
    copies_.resize(views);
  }
  dims_ = std::move(dims);
  samples_ = samples;
  return true;
}

void DynamicInputs::set(size_t sample, size_t index, const void* data) {
  const size_t view = sample * dims_.size() + index;
  const size_t bytes = sample_bytes(index);
  if (bytes > Slot::kCopiedBytes) {
    borrowed_[view] = data;
    return;
  }
  const auto* const first = static_cast<const std::byte*>(data);
  copies_[view].assign(first, first + bytes);
  borrowed_[view] = nullptr;
}

// The embedded runtime reaches all memory of the process: it reads a borrowed input where it is. A model with
// gears may want buffers of the size of the largest gear: that is how the ABI's examples allocate them.
Status DynamicInputs::provide(const SubmissionContext& context) {
  const ModelDescription& model = context.model.description();
  const bool has_gears = model.dynamic->kind != DynamicShapes::Gears::kNone;
  const bool reads_client_memory =
      context.library.embedded && context.run_mode == ACL_DEVICE && samples_ == 1;
  const size_t inputs = dims_.size();
  block_ = {};
  capacities_.assign(inputs, 0);
  in_place_.assign(inputs, false);
  for (size_t i = 0; i < inputs; ++i) {
    in_place_[i] = reads_client_memory && borrowed_[i];
    capacities_[i] = has_gears && !in_place_[i] ? std::max(bytes_[i], model.inputs[i].bytes) : bytes_[i];
    block_.add(in_place_[i] ? 0 : capacities_[i]);
  }
  block_bytes_ = block_.bytes;
  if (has_gears) block_.add(model.gear_input_bytes);
  const Status status = memory_.reserve(context.library, context.run_mode, block_.bytes);
  if (status.ok()) pack();
  return status;
}

void DynamicInputs::pack() {
  const size_t inputs = dims_.size();
  for (size_t sample = 0; sample < samples_; ++sample) {
    for (size_t i = 0; i < inputs; ++i) {
      const size_t bytes = sample_bytes(i);
      if (in_place_[i] || bytes == 0) continue;
      const size_t view = sample * inputs + i;
      const void* const data = borrowed_[view] ? borrowed_[view] : copies_[view].data();
      std::memcpy(memory_.host() + block_.offsets[i] + sample * bytes, data, bytes);
    }
  }
}

Status DynamicInputs::add_to(OwnedDataset& dataset, const SubmissionContext& context) const {
  const Library& library = context.library;
  const ModelDescription& model = context.model.description();
  const bool has_gears = model.dynamic->kind != DynamicShapes::Gears::kNone;
  const size_t buffers = dims_.size() + (has_gears ? 1 : 0);
  for (size_t i = 0, next = 0; i < buffers; ++i) {
    if (has_gears && i == model.gear_input_index) {
      const Status status =
          dataset.add(library, memory_.device() + block_.offsets.back(), model.gear_input_bytes);
      if (!status.ok()) return status;
      continue;
    }
    void* const memory = in_place_[next] ? const_cast<void*>(borrowed_[next])
                                         : static_cast<void*>(memory_.device() + block_.offsets[next]);
    if (const Status status = dataset.add(library, memory, capacities_[next]); !status.ok()) return status;
    if (!has_gears) {
      const Status status = dataset.describe_last(library, model.inputs[next].type, dims_[next]);
      if (!status.ok()) return status;
    }
    ++next;
  }
  return {};
}

}  // namespace ascend_rx::session
