// One execution: the memory its inputs and outputs are in, as the dataset said when it was submitted, and
// ONNX Runtime's values over that memory. Comes out of its model's pool and goes back, values and all; while
// it is out it keeps the model. One thread at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include "acl/acl.h"
#include "memory/aligned_memory.h"
#include "memory/memory_uses.h"
#include "model_info.h"
#include "onnx/onnx_values.h"

namespace ascend_rx::runtime {

class Model;
class Pace;
class RunControl;

class Execution {
 public:
  // Reads the datasets. Throws Failure: 145000 for a wrong number of buffers or one that is too small.
  static Execution* prepare(std::shared_ptr<Model> model, const aclmdlDataset& input,
                            const aclmdlDataset& output);

  // For strict checks: it goes to a stream. Throws Failure.
  void begin_on(uint32_t stream);
  // The same for one that is made at once: until it is recycled its memory is in use.
  void begin_at_once();

  // Throws Failure 507011. REQUIRES: an OnnxGate::Pass.
  void run(const RunControl& control);

  // What it does with the memory of its inputs and outputs, as the client named it.
  template <typename Use>
  void each_use(Use&& use) const {
    for (const Place& place : inputs_.places) use(MemoryUse{{place.data, place.size}, false});
    for (const Place& place : outputs_.places) use(MemoryUse{{place.data, place.size}, true});
    if (choice_.at) use(MemoryUse{choice_, false});
  }

  // Says how long a run took.
  void took(std::chrono::steady_clock::duration time);
  // Whether the model's runs with this shape have been brief of late.
  bool is_brief() const;

  // Gives the execution back to its model's pool.
  static void recycle(Execution* execution) noexcept;

  // Where its first tensor is, or was when it was last out.
  const void* memory() const;

 private:
  // A buffer, and what stands in for it where ONNX Runtime cannot work on it in place.
  struct Place {
    void* data = nullptr;
    size_t size = 0;
    AlignedMemory scratch;
  };

  // A side: the inputs or the outputs.
  struct Side {
    std::vector<Place> places;
    OnnxValues values;  // fewer than places: to be made
  };

  // REQUIRES: a buffer for every tensor. `device`: the model's.
  static void bind(const std::vector<TensorInfo>& tensors, const aclmdlDataset& dataset, const char* name,
                   int32_t device, Side& side);
  static void forget(Side& side) noexcept;
  static void make_values(const std::vector<TensorInfo>& tensors, Side& side);
  static void drop_scratch(Side& side) noexcept;

  std::shared_ptr<Model> model_;  // null in the pool
  const Shape* shape_ = nullptr;  // the model's; that of the values
  Pace* pace_ = nullptr;          // the model's, of that shape
  MemoryRows choice_{};           // where the choice of a gear is; null: the model has none
  bool begun_ = false;            // begin_on was called
  bool uses_ = false;             // its memory is marked as in use
  Side inputs_;
  Side outputs_;
};

}  // namespace ascend_rx::runtime
