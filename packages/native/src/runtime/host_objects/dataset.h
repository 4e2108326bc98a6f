// The C interface's aclmdlDataset: data buffers in the order of the model's inputs or outputs. The dataset
// owns neither the buffers nor their memory; it owns its tensor descriptions, which are copies. Not
// thread-safe.
#pragma once

#include <memory>
#include <vector>

#include "runtime/host_objects/data_buffer.h"
#include "runtime/host_objects/tensor_desc.h"
#include "runtime/tensors/model_info.h"

struct aclmdlDataset {
  std::vector<aclDataBuffer*> buffers;
  std::vector<std::unique_ptr<aclTensorDesc>>
      descs;  // by index of the buffer; null or missing where none is set
  std::shared_ptr<const ascend_rx::runtime::DynamicShapes>
      gears;  // those of which a gear was chosen; null: none was
  size_t gear = 0;
};

namespace ascend_rx::runtime {

// Sets the description of a buffer. One that was given out stays valid, and changes. REQUIRES: there is a
// buffer with that index. Throws std::bad_alloc.
void set_tensor_desc(aclmdlDataset& dataset, size_t index, const aclTensorDesc& desc);

}  // namespace ascend_rx::runtime
