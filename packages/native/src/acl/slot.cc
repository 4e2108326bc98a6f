#include "slot.h"

#include <cstring>

namespace ascend_rx::acl {
namespace {

std::byte* at(void* block, size_t offset) { return static_cast<std::byte*>(block) + offset; }

}  // namespace

void Slot::put(const ModelDescription& model, size_t index, const void* data) {
  sources_.resize(model.inputs.size());
  inbox_.resize(model.inputs.size());
  failure_.reset();
  const size_t bytes = model.inputs[index].bytes;
  if (bytes > kCopiedBytes) {
    sources_[index] = data;
    return;
  }
  const auto* const first = static_cast<const std::byte*>(data);
  inbox_[index].assign(first, first + bytes);
  sources_[index] = nullptr;
}

Status Slot::submit(const Library& library, const Model& model, aclrtRunMode mode, aclrtStream stream) {
  const Functions& acl = library.acl;
  const ModelDescription& description = model.description();
  if (!output_) {
    if (const Status status = make(library, description, mode); !status.ok()) {
      release();
      return status;
    }
  }
  gather(description);
  const bool copies = mode == ACL_HOST;
  if (copies && description.input_block.bytes > 0) {
    const size_t bytes = description.input_block.bytes;
    const Status status =
        acl.aclrtMemcpyAsync(device_input_, bytes, host_input_, bytes, ACL_MEMCPY_HOST_TO_DEVICE, stream);
    if (!status.ok()) return status;
  }
  if (const Status status = acl.aclmdlExecuteAsync(model.id(), input_.get(), output_.get(), stream);
      !status.ok()) {
    return status;
  }
  if (!copies) return {};
  const size_t bytes = description.output_block.bytes;
  return acl.aclrtMemcpyAsync(host_output_, bytes, device_output_, bytes, ACL_MEMCPY_DEVICE_TO_HOST, stream);
}

void Slot::release() {
  input_.reset();
  output_.reset();
  buffers_.clear();
  host_memory_.reset();
  device_memory_.reset();
}

// On a board (ACL_DEVICE) host and device share their memory, and copies would copy to themselves.
Status Slot::make(const Library& library, const ModelDescription& model, aclrtRunMode mode) {
  const size_t input_bytes = model.input_block.bytes;
  const size_t bytes = input_bytes + model.output_block.bytes;
  void* host = nullptr;
  if (const Status status = library.acl.aclrtMallocHost(&host, bytes); !status.ok()) return status;
  host_memory_ = HostMemory(host, {&library});
  void* device = host;
  if (mode == ACL_HOST) {
    if (const Status status = library.acl.aclrtMalloc(&device, bytes, ACL_MEM_MALLOC_HUGE_FIRST);
        !status.ok()) {
      return status;
    }
    device_memory_ = DeviceMemory(device, {&library});
  }
  host_input_ = host;
  host_output_ = at(host, input_bytes);
  device_input_ = device;
  device_output_ = at(device, input_bytes);
  if (const Status status = bind(library, model.inputs, model.input_block, device_input_, input_);
      !status.ok()) {
    return status;
  }
  return bind(library, model.outputs, model.output_block, device_output_, output_);
}

Status Slot::bind(const Library& library, const std::vector<TensorSpec>& tensors, const TensorBlock& block,
                  void* memory, Dataset& dataset) {
  const Functions& acl = library.acl;
  dataset = Dataset(acl.aclmdlCreateDataset(), {&library});
  if (!dataset) return Status(acl.aclmdlCreateDataset.name(), ACL_ERROR_BAD_ALLOC);
  for (size_t i = 0; i < tensors.size(); ++i) {
    DataBuffer buffer(acl.aclCreateDataBuffer(at(memory, block.offsets[i]), tensors[i].bytes), {&library});
    if (!buffer) return Status(acl.aclCreateDataBuffer.name(), ACL_ERROR_BAD_ALLOC);
    if (const Status status = acl.aclmdlAddDatasetBuffer(dataset.get(), buffer.get()); !status.ok())
      return status;
    buffers_.push_back(std::move(buffer));
  }
  return {};
}

void Slot::gather(const ModelDescription& model) {
  for (size_t i = 0; i < model.inputs.size(); ++i) {
    const size_t offset = model.input_block.offsets[i];
    const void* const source = sources_[i] ? sources_[i] : inbox_[i].data();
    std::memcpy(at(host_input_, offset), source, model.inputs[i].bytes);
  }
}

}  // namespace ascend_rx::acl
