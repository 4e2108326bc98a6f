// One execution of a model whose outputs ONNX Runtime writes into the client's memory itself: the memory of
// its inputs and outputs, as the datasets named it at the submission, bound for ONNX Runtime. It comes from
// its model's pool, and is still bound to the memory of its last use; while it is out of the pool the model
// stays alive. Used by one thread at a time, not always by the same: an execution on the same memory as
// before writes to nothing but `idle_`.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

#include "acl/acl.h"
#include "runtime/device/queued_execution.h"
#include "runtime/memory/aligned_memory.h"
#include "runtime/memory/memory_uses.h"
#include "runtime/onnx/onnx_binding.h"
#include "runtime/tensors/model_info.h"

namespace ascend_rx::runtime {

class Model;

class alignas(64) Execution final : public QueuedExecution {
 public:
  // Gives one execution back to its model's pool.
  struct Recycle {
    void operator()(Execution* execution) const noexcept {
      QueuedExecution* const one = execution;
      execution->give_back(&one, 1);
    }
  };
  using Owner = std::unique_ptr<Execution, Recycle>;

  // Reads the datasets. Throws Failure: 145000 for a wrong number of buffers or one that is too small, 100000
  // for a description that contradicts the model. REQUIRES: info()->direct().
  static Owner prepare(std::shared_ptr<Model> model, const aclmdlDataset& input, const aclmdlDataset& output);

  // For strict checks: the execution is submitted to a stream. Reports a misuse.
  void begin_on_stream(uint32_t stream);
  // The same for a synchronous execution; its memory is in use until it is recycled.
  void begin_synchronous();

  void run(const RunControl& control) override;
  void visit_memory(void (*visit)(const MemoryUse&)) const override;
  std::optional<TaskDescription> describe() const override;
  void give_back(QueuedExecution* const* executions, size_t count) noexcept override;

  // For the pool: nobody uses it.
  bool is_idle() const { return idle_.load(std::memory_order_acquire); }
  void set_idle(bool idle) { idle_.store(idle, std::memory_order_release); }

 private:
  // The client's memory for a tensor.
  struct TensorMemory {
    void* data = nullptr;
    size_t size = 0;
    AlignedMemory copy;  // what ONNX Runtime works on where it cannot use `data` itself
    bool bound = false;  // for ONNX Runtime
  };

  // The inputs or the outputs.
  using Side = std::vector<TensorMemory>;

  // REQUIRES: a buffer for every tensor. `device`: the model's.
  static void set_memory(const std::vector<TensorInfo>& tensors, const aclmdlDataset& dataset,
                         const char* name, int32_t device, Side& side);
  void bind_memory();
  void run_poisoned(const RunControl& control);
  // Memory of that output and memory of an input, or of another output, have bytes in common.
  bool shares_memory_with_input(const MemoryRows& rows) const;
  bool shares_memory_with_output(const MemoryRows& rows, size_t output) const;
  static void drop_copies(Side& side) noexcept;
  void end() noexcept;

  Model* model_ = nullptr;        // it is of this model's pool
  const Shape* shape_ = nullptr;  // the model's; the shape of the tensors that are bound
  bool begun_ = false;            // begin_on_stream was called
  bool uses_ = false;             // its memory is marked as in use
  MemoryRows choice_{};           // the memory with the choice of a gear; null: the model has no gears
  Side inputs_;
  Side outputs_;
  OnnxBinding binding_;
  alignas(64) std::atomic<bool> idle_{true};
};

}  // namespace ascend_rx::runtime
