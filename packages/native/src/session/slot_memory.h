// The memory of one slot and the datasets that name it: device memory, and pinned host memory where the two
// are apart (run mode ACL_HOST). Owned by a slot; used on the submission thread, or on the JavaScript thread
// in its place. The memory belongs to the session's context: release() it before the context.
#pragma once

#include <cstddef>
#include <vector>

#include "session/model.h"

namespace ascend_rx::session {

class SlotMemory {
 public:
  bool is_allocated() const { return static_cast<bool>(output_dataset_); }
  // After a failure or an exception (std::bad_alloc) nothing is left allocated. REQUIRES: the session's
  // context is current.
  Status allocate(const Library& library, const ModelDescription& model, aclrtRunMode mode);
  // Releases everything. REQUIRES: the device does not use it any more.
  void release();

  // ---- while it is allocated ---------------------------------------------------------------------
  // Host and device have separate memory: inputs and outputs are copied between the two.
  bool is_separate() const { return mode_ == ACL_HOST; }
  // The device can read inputs, and write outputs, in the client's memory.
  bool can_use_client_memory(const Library& library) const;
  // The same for all inputs of an execution of `model`.
  bool reads_inputs_in_place(const Library& library, const ModelDescription& model) const;

  void* host_inputs() const { return host_inputs_; }
  void* host_outputs() const { return host_outputs_; }
  void* device_inputs() const { return device_inputs_; }
  void* device_outputs() const { return device_outputs_; }
  aclmdlDataset* input_dataset() const { return input_dataset_.get(); }
  aclmdlDataset* output_dataset() const { return output_dataset_.get(); }

  // Has the dataset name these inputs where they are, one address for each. Null: in the slot's memory.
  Status bind_inputs(const Library& library, const ModelDescription& model, const void* const* addresses);
  // Has the dataset name the place of the outputs. Null: the slot's memory.
  Status bind_outputs(const Library& library, const ModelDescription& model, std::byte* address);

 private:
  Status allocate_memory(const Library& library, const ModelDescription& model);
  Status make_datasets(const Library& library, const ModelDescription& model);
  Status add_buffer(const Library& library, Dataset& dataset, void* memory, size_t bytes);

  std::vector<const void*> bound_inputs_;  // by input; null: in the slot's memory
  void* bound_outputs_ = nullptr;          // null: in the slot's memory

  // Declared so that datasets go before their buffers, and buffers before the memory they point to.
  DeviceMemory device_memory_;
  HostMemory host_memory_;
  std::vector<DataBuffer> buffers_;  // of the inputs, in the order of the model, then of the outputs
  Dataset input_dataset_;
  Dataset output_dataset_;
  aclrtRunMode mode_ = ACL_HOST;
  void* device_inputs_ = nullptr;
  void* device_outputs_ = nullptr;
  void* device_gear_ = nullptr;  // for the input that holds the gear
  void* host_inputs_ = nullptr;
  void* host_outputs_ = nullptr;
};

}  // namespace ascend_rx::session
