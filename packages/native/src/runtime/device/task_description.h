// What a task works on, for a client that asks about one that has failed. Plain values.
#pragma once

#include <string>
#include <vector>

#include "runtime/tensors/model_info.h"

namespace ascend_rx::runtime {

struct TaskTensor {
  TensorInfo info;
  void* address = nullptr;  // of the client's memory
};

struct TaskDescription {
  std::string name;  // of the node that failed; empty where it is not known
  std::vector<TaskTensor> inputs;
  std::vector<TaskTensor> outputs;
};

}  // namespace ascend_rx::runtime
