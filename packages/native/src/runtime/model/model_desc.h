// The C interface's aclmdlDesc: what a model is; outlives it. Not thread-safe.
#pragma once

#include <memory>

#include "model_info.h"

struct aclmdlDesc {
  std::shared_ptr<const ascend_rx::runtime::ModelInfo> info;  // null until aclmdlGetDesc
};
