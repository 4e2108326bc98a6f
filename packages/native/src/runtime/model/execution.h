// One execution: the memory its inputs and outputs are in, as the dataset said when it was submitted. Comes
// out of its model's pool and goes back; while it is out it keeps the model. One thread at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "acl/acl.h"
#include "memory/aligned_memory.h"
#include "model_info.h"

namespace ascend_rx::runtime {

class Model;
class RunControl;

class Execution {
 public:
  // Reads the datasets. Throws Failure: 145000 for a wrong number of buffers or one that is too small.
  static Execution* prepare(std::shared_ptr<Model> model, const aclmdlDataset& input,
                            const aclmdlDataset& output);

  // Throws Failure 507011. REQUIRES: an OnnxGate::Pass.
  void run(const RunControl& control);

  // The memory of its inputs and outputs, as the client named it.
  template <typename Use>
  void each_address(Use&& use) const {
    for (const Place& place : inputs_) use(place.data);
    for (const Place& place : outputs_) use(place.data);
  }

  // Gives the execution back to its model's pool.
  static void recycle(Execution* execution) noexcept;

 private:
  // A buffer, and what stands in for it where ONNX Runtime cannot work on it in place.
  struct Place {
    void* data = nullptr;
    size_t size = 0;
    AlignedMemory scratch;
  };

  static void bind(const std::vector<TensorInfo>& tensors, const aclmdlDataset& dataset, const char* side,
                   std::vector<Place>& places, std::vector<void*>& memory);

  std::shared_ptr<Model> model_;  // null in the pool
  std::vector<Place> inputs_;
  std::vector<Place> outputs_;
  std::vector<void*> input_memory_;   // what ONNX Runtime reads
  std::vector<void*> output_memory_;  // what it writes
};

}  // namespace ascend_rx::runtime
