// One execution: the memory its inputs and outputs are in, as the dataset said when it was submitted, bound
// for ONNX Runtime. Its model's pool gives it out, bound as it was; while it is out the model stays. One
// thread at a time, but not always the same: where it is used as before, nothing is written to but whether it
// is idle.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include "acl/acl.h"
#include "memory/aligned_memory.h"
#include "memory/memory_uses.h"
#include "model_info.h"
#include "onnx/onnx_binding.h"

namespace ascend_rx::runtime {

class Model;
class Pace;
class RunControl;

class alignas(64) Execution {
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
    for (const Place& place : inputs_) use(MemoryUse{{place.data, place.size}, false});
    for (const Place& place : outputs_) use(MemoryUse{{place.data, place.size}, true});
    if (choice_.at) use(MemoryUse{choice_, false});
  }

  // Says how long a run took.
  void took(std::chrono::steady_clock::duration time);
  // Whether the model's runs with this shape have been brief of late, or tiny.
  bool is_brief() const;
  bool is_tiny() const;

  // Gives executions back to their models' pools.
  static void recycle(Execution* execution) noexcept { recycle(&execution, 1); }
  static void recycle(Execution* const* executions, size_t count) noexcept;

  // For the pool: nobody has it.
  bool is_idle() const { return idle_.load(std::memory_order_acquire); }
  void set_idle(bool idle) { idle_.store(idle, std::memory_order_release); }

 private:
  // A buffer, and what stands in for it where ONNX Runtime cannot work on it in place.
  struct Place {
    void* data = nullptr;
    size_t size = 0;
    AlignedMemory scratch;
    bool bound = false;  // for ONNX Runtime, as it is
  };

  // The inputs or the outputs.
  using Side = std::vector<Place>;

  // REQUIRES: a buffer for every tensor. `device`: the model's.
  static void name_places(const std::vector<TensorInfo>& tensors, const aclmdlDataset& dataset,
                          const char* name, int32_t device, Side& side);
  void bind_places();
  static void drop_scratch(Side& side) noexcept;
  void end() noexcept;

  Model* model_ = nullptr;        // whose pool it is of
  const Shape* shape_ = nullptr;  // the model's; that of what is bound
  Pace* pace_ = nullptr;          // the model's, of that shape
  bool begun_ = false;            // begin_on was called
  bool uses_ = false;             // its memory is marked as in use
  MemoryRows choice_{};           // where the choice of a gear is; null: the model has none
  Side inputs_;
  Side outputs_;
  OnnxBinding binding_;
  alignas(64) std::atomic<bool> idle_{true};
};

}  // namespace ascend_rx::runtime
