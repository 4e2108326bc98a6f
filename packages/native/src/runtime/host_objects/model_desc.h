// The C interface's aclmdlDesc: the description of a model, which it may outlive. Not thread-safe.
#pragma once

#include <memory>

#include "runtime/tensors/model_info.h"

struct aclmdlDesc {
  std::shared_ptr<const ascend_rx::runtime::ModelInfo> info;  // null until aclmdlGetDesc
};
