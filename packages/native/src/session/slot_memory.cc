#include "session/slot_memory.h"

#include <utility>

namespace ascend_rx::session {
namespace {

std::byte* at(void* block, size_t offset) { return static_cast<std::byte*>(block) + offset; }

}  // namespace

Status SlotMemory::allocate(const Library& library, const ModelDescription& model, aclrtRunMode mode) {
  mode_ = mode;
  // Here, where nothing is allocated yet that an exception would leave behind.
  buffers_.reserve(model.inputs.size() + model.outputs.size() + 1);
  bound_inputs_.reserve(model.inputs.size());
  Status status = allocate_memory(library, model);
  if (status.ok()) status = make_datasets(library, model);
  if (!status.ok()) release();
  return status;
}

void SlotMemory::release() {
  input_dataset_.reset();
  output_dataset_.reset();
  buffers_.clear();
  bound_inputs_.clear();
  bound_outputs_ = nullptr;
  host_memory_.reset();
  device_memory_.reset();
}

// On a board (ACL_DEVICE) the host reaches device memory, and a copy would have one address as its source and
// its destination. The gear lies behind all that is copied, because the runtime itself writes it to the
// device.
Status SlotMemory::allocate_memory(const Library& library, const ModelDescription& model) {
  const size_t input_bytes = model.input_block.bytes;
  const size_t bytes = input_bytes + model.output_block.bytes;
  void* device = nullptr;
  if (const Status status =
          library.acl.aclrtMalloc(&device, bytes + model.gear_input_bytes, ACL_MEM_MALLOC_HUGE_FIRST);
      !status.ok()) {
    return status;
  }
  device_memory_ = DeviceMemory(device, {&library});
  void* host = device;
  if (is_separate()) {
    if (const Status status = library.acl.aclrtMallocHost(&host, bytes); !status.ok()) return status;
    host_memory_ = HostMemory(host, {&library});
  }
  host_inputs_ = host;
  host_outputs_ = at(host, input_bytes);
  device_inputs_ = device;
  device_outputs_ = at(device, input_bytes);
  device_gear_ = at(device, bytes);
  return {};
}

Status SlotMemory::make_datasets(const Library& library, const ModelDescription& model) {
  const Functions& acl = library.acl;
  const size_t batch = model.largest_batch();
  for (Dataset* const dataset : {&input_dataset_, &output_dataset_}) {
    *dataset = Dataset(acl.aclmdlCreateDataset(), {&library});
    if (!*dataset) return Status(acl.aclmdlCreateDataset.name(), ACL_ERROR_BAD_ALLOC);
  }
  const size_t inputs = model.inputs.size() + (model.gears.empty() ? 0 : 1);
  for (size_t i = 0, next = 0; i < inputs; ++i) {
    const bool is_gear = !model.gears.empty() && i == model.gear_input_index;
    const Status status =
        is_gear ? add_buffer(library, input_dataset_, device_gear_, model.gear_input_bytes)
                : add_buffer(library, input_dataset_, at(device_inputs_, model.input_block.offsets[next]),
                             model.inputs[next].bytes * batch);
    if (!status.ok()) return status;
    if (!is_gear) ++next;
  }
  for (size_t i = 0; i < model.outputs.size(); ++i) {
    const Status status =
        add_buffer(library, output_dataset_, at(device_outputs_, model.output_block.offsets[i]),
                   model.outputs[i].bytes * batch);
    if (!status.ok()) return status;
  }
  return {};
}

Status SlotMemory::add_buffer(const Library& library, Dataset& dataset, void* memory, size_t bytes) {
  const Functions& acl = library.acl;
  DataBuffer buffer(acl.aclCreateDataBuffer(memory, bytes), {&library});
  if (!buffer) return Status(acl.aclCreateDataBuffer.name(), ACL_ERROR_BAD_ALLOC);
  if (const Status status = acl.aclmdlAddDatasetBuffer(dataset.get(), buffer.get()); !status.ok()) {
    return status;
  }
  buffers_.push_back(std::move(buffer));
  return {};
}

// The embedded runtime computes on the CPU, so it reaches all memory of the process. Which of the client's
// memory an NPU can reach has not been verified.
bool SlotMemory::can_use_client_memory(const Library& library) const {
  return library.embedded && !is_separate() && library.acl.aclUpdateDataBuffer;
}

// The samples of a batch must be contiguous.
bool SlotMemory::reads_inputs_in_place(const Library& library, const ModelDescription& model) const {
  return can_use_client_memory(library) && model.gears.empty();
}

Status SlotMemory::bind_inputs(const Library& library, const ModelDescription& model,
                               const void* const* addresses) {
  bound_inputs_.resize(model.inputs.size());
  for (size_t i = 0; i < model.inputs.size(); ++i) {
    const void* const address = addresses[i];
    if (bound_inputs_[i] == address) continue;
    void* const memory =
        address ? const_cast<void*>(address) : at(device_inputs_, model.input_block.offsets[i]);
    const Status status = library.acl.aclUpdateDataBuffer(buffers_[i].get(), memory, model.inputs[i].bytes);
    if (!status.ok()) return status;
    bound_inputs_[i] = address;
  }
  return {};
}

Status SlotMemory::bind_outputs(const Library& library, const ModelDescription& model, std::byte* address) {
  if (address == bound_outputs_) return {};
  const size_t first = buffers_.size() - model.outputs.size();
  for (size_t i = 0; i < model.outputs.size(); ++i) {
    void* const memory = at(address ? address : device_outputs_, model.output_block.offsets[i]);
    const size_t bytes = model.outputs[i].bytes * model.largest_batch();
    const Status status = library.acl.aclUpdateDataBuffer(buffers_[first + i].get(), memory, bytes);
    if (!status.ok()) return status;
  }
  bound_outputs_ = address;
  return {};
}

}  // namespace ascend_rx::session
