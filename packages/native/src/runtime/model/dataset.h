// The C interface's aclmdlDataset: data buffers in the order of the model's inputs or outputs; neither they
// nor their memory are owned. Not thread-safe.
#pragma once

#include <vector>

#include "data_buffer.h"

struct aclmdlDataset {
  std::vector<aclDataBuffer*> buffers;
};
