// The C interface's aclmdlDataset: data buffers in the order of the model's inputs or outputs; neither they
// nor their memory are owned. Tensor descriptions are copies of the dataset's own. Not thread-safe.
#pragma once

#include <memory>
#include <vector>

#include "data_buffer.h"
#include "model_info.h"
#include "tensor_desc.h"

struct aclmdlDataset {
  std::vector<aclDataBuffer*> buffers;
  std::vector<std::unique_ptr<aclTensorDesc>>
      descs;  // by index of the buffer, null or short where none is set
  std::shared_ptr<const ascend_rx::runtime::DynamicShapes> gears;  // whose gear was chosen; null: none was
  size_t gear = 0;
};
