#include "session/dynamic_outputs.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace ascend_rx::session {
namespace {

Failure odd(const char* api, const TensorSpec& output, const std::string& what) {
  return Failure{api, ACL_ERROR_GE_FAILURE, "the runtime gave output `" + output.name + "` " + what};
}

}  // namespace

void DynamicOutputs::begin() {
  block_.reset();
  writes_in_place_ = false;
  layout_.stride = 0;
  block_bytes_ = 0;
}

// From dims to bytes and layout.
Outcome DynamicOutputs::measure(const SubmissionContext& context) {
  const std::vector<TensorSpec>& outputs = context.model.description().outputs;
  bytes_.resize(outputs.size());
  for (size_t i = 0; i < outputs.size(); ++i) {
    const std::optional<size_t> bytes = bytes_of(outputs[i].type, dims_[i]);
    if (!bytes) return odd("aclmdlGetDatasetTensorDesc", outputs[i], "dims that cannot be");
    bytes_[i] = *bytes;
  }
  layout_.place(bytes_);
  return std::nullopt;
}

Outcome DynamicOutputs::place(const SubmissionContext& context, const std::vector<Dims>& dims) {
  const Library& library = context.library;
  const ModelDescription& model = context.model.description();
  dims_ = dims;
  if (Outcome failure = measure(context)) return failure;
  const bool is_large = layout_.stride >= kOwnBlockBytes;
  if (is_large) block_ = make_host_block(layout_.stride);
  // The embedded runtime reaches all memory of the process.
  writes_in_place_ = is_large && library.embedded && context.run_mode == ACL_DEVICE;
  if (writes_in_place_) {
    clear_gaps(block_.get());
    return std::nullopt;
  }
  // With gears, buffers have the size of the largest gear, as those of the inputs.
  const bool has_gears = model.dynamic->kind != DynamicShapes::Gears::kNone;
  const size_t outputs = bytes_.size();
  device_block_ = {};
  capacities_.resize(outputs);
  for (size_t i = 0; i < outputs; ++i) {
    capacities_[i] = has_gears ? std::max(bytes_[i], model.outputs[i].bytes) : bytes_[i];
    device_block_.add(capacities_[i]);
  }
  block_bytes_ = outputs == 0 ? 0 : device_block_.offsets.back() + bytes_.back();
  sources_.reserve(outputs);
  if (const Status status = memory_.reserve(library, context.run_mode, device_block_.bytes); !status.ok())
    return library.describe(status);
  sources_.clear();
  for (const size_t offset : device_block_.offsets) sources_.push_back(memory_.host() + offset);
  return std::nullopt;
}

Status DynamicOutputs::add_to(OwnedDataset& dataset, const Library& library) const {
  for (size_t i = 0; i < bytes_.size(); ++i) {
    const Status status =
        writes_in_place_ ? dataset.add(library, block_.get() + layout_.offsets[i], bytes_[i])
                         : dataset.add(library, memory_.device() + device_block_.offsets[i], capacities_[i]);
    if (!status.ok()) return status;
  }
  return {};
}

// Dims that the model fixes need not be told.
Outcome DynamicOutputs::read_dims(const SubmissionContext& context, const OwnedDataset& dataset) {
  const Library& library = context.library;
  const Functions& acl = library.acl;
  const std::vector<TensorSpec>& outputs = context.model.description().outputs;
  dims_.resize(outputs.size());
  for (size_t i = 0; i < outputs.size(); ++i) {
    const aclTensorDesc* const desc = acl.aclmdlGetDatasetTensorDesc(dataset.get(), i);
    if (!desc) {
      if (!are_known(outputs[i].dims))
        return odd(acl.aclmdlGetDatasetTensorDesc.name(), outputs[i], "no dims");
      dims_[i] = outputs[i].dims;
      continue;
    }
    const size_t count = acl.aclGetTensorDescNumDims(desc);
    if (count > ACL_MAX_DIM_CNT) {
      return odd(acl.aclGetTensorDescNumDims.name(), outputs[i], std::to_string(count) + " dims");
    }
    dims_[i].resize(count);
    for (size_t d = 0; d < count; ++d) {
      if (const Status status = acl.aclGetTensorDescDimV2(desc, d, &dims_[i][d]); !status.ok())
        return library.describe(status);
    }
  }
  return measure(context);
}

Outcome DynamicOutputs::receive(const SubmissionContext& context, const OwnedDataset& dataset,
                                const std::vector<DeviceMemory>& memories) {
  const Library& library = context.library;
  const Functions& acl = library.acl;
  const std::vector<TensorSpec>& outputs = context.model.description().outputs;
  if (Outcome failure = read_dims(context, dataset)) return failure;
  const bool is_large = layout_.stride >= kOwnBlockBytes;
  if (is_large) {
    block_ = make_host_block(layout_.stride);
  } else {
    received_.resize(layout_.stride);
  }
  std::byte* const to = is_large ? block_.get() : received_.data();
  sources_.resize(outputs.size());
  for (size_t i = 0; i < outputs.size(); ++i) {
    const size_t bytes = bytes_[i];
    std::byte* const place = to + layout_.offsets[i];
    sources_[i] = place;
    if (bytes == 0) continue;
    const size_t size = memories[i] ? acl.aclGetDataBufferSizeV2(dataset.buffer(i)) : 0;
    if (size < bytes) {
      return odd(acl.aclmdlExecute.name(), outputs[i],
                 std::to_string(size) + " bytes of memory, but dims of " + std::to_string(bytes) + " bytes");
    }
    // On a board (ACL_DEVICE) the host reaches device memory.
    if (context.run_mode == ACL_DEVICE) {
      std::memcpy(place, memories[i].get(), bytes);
    } else if (const Status status =
                   acl.aclrtMemcpy(place, bytes, memories[i].get(), bytes, ACL_MEMCPY_DEVICE_TO_HOST);
               !status.ok()) {
      return library.describe(status);
    }
  }
  if (is_large) clear_gaps(block_.get());
  writes_in_place_ = is_large;
  return std::nullopt;
}

void DynamicOutputs::copy_to(std::byte* to) const {
  for (size_t i = 0; i < bytes_.size(); ++i) {
    if (bytes_[i] > 0) std::memcpy(to + layout_.offsets[i], sources_[i], bytes_[i]);
  }
  clear_gaps(to);
}

// JavaScript can read what is between the outputs.
void DynamicOutputs::clear_gaps(std::byte* block) const {
  for (size_t i = 0; i < bytes_.size(); ++i) {
    const size_t end = layout_.offsets[i] + bytes_[i];
    const size_t next = i + 1 < bytes_.size() ? layout_.offsets[i + 1] : layout_.stride;
    if (next > end) std::memset(block + end, 0, next - end);
  }
}

}  // namespace ascend_rx::session
