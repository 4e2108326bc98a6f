// One execution for which ONNX Runtime allocates the outputs: their dims are known only afterwards, or one of
// them is an input or the same value as another one. They are copied to the client's memory. Made for one
// execution; used by one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "acl/acl.h"
#include "runtime/device/queued_execution.h"
#include "runtime/memory/aligned_memory.h"
#include "runtime/tensors/model_info.h"

namespace ascend_rx::runtime {

class Model;
class OnnxValues;
struct Failure;

class UnboundExecution final : public QueuedExecution {
 public:
  // What happens to outputs without memory: they are refused, or given memory of their size.
  enum class Missing { refused, allocated };

  // Reads the datasets. Throws Failure: 100000 for descriptions that contradict the model, or that are
  // missing where the model has no dims, and where inputs are missing; 145000 for a buffer that is too small.
  static std::shared_ptr<UnboundExecution> prepare(std::shared_ptr<Model> model, const aclmdlDataset& input,
                                                   const aclmdlDataset& output, Missing missing);
  ~UnboundExecution() override;

  // For strict checks: see Execution.
  void begin_on_stream(uint32_t stream);
  void begin_synchronous();

  // Throws Failure 507011; 145000 if an output does not fit in its memory, of which nothing is written then.
  void run(const RunControl& control) override;
  void visit_memory(void (*visit)(const MemoryUse&)) const override;
  std::optional<TaskDescription> describe() const override;
  void give_back(QueuedExecution* const* executions, size_t count) noexcept override;

  // The task that is made of it owns it until it is given back. `kept`: it is this execution. With
  // `keep_failure`, run() does not throw: the caller waits for the task and looks at the outcome.
  static QueuedExecution* queue(std::shared_ptr<UnboundExecution> kept, bool keep_failure);

  bool has_run() const { return has_run_; }
  // The dims of all outputs are known.
  bool knows_outputs() const;

  // Afterwards, of an execution with `keep_failure`: throws what run() would have thrown, and 507011 if it
  // was not called.
  void throw_failure() const;
  // Afterwards, of a synchronous execution: gives the client the memory that was allocated for outputs.
  void hand_over_memory(aclmdlDataset& output) noexcept;
  // Writes the dims of outputs, as far as they are known now, to their descriptions.
  void describe_outputs(aclmdlDataset& output) const;

 private:
  struct Input {
    TensorInfo tensor;  // with the dims of this execution
    void* data = nullptr;
    size_t size = 0;
    AlignedMemory copy;  // where ONNX Runtime cannot use `data` itself
  };
  struct Output {
    TensorInfo tensor;     // with the dims of this execution once it has run
    bool missing = false;  // the client gave no memory: it is to be allocated
    void* data = nullptr;  // where it is missing: ours, until it is handed over
    size_t size = 0;
  };

  explicit UnboundExecution(std::shared_ptr<Model> model);
  void set_inputs(const Shape& shape, const aclmdlDataset& input);
  void set_outputs(const Shape& shape, const aclmdlDataset& output, Missing missing);
  void compute(const RunControl& control);
  void deliver(OnnxValues& values);
  bool is_input(const void* data) const;
  // Of the value, as far as its memory has room.
  static size_t bytes_of(const Output& output);
  void end() noexcept;

  const std::shared_ptr<Model> model_;
  std::vector<Input> inputs_;
  std::vector<Output> outputs_;
  MemoryRows choice_{};           // the memory with the choice of a gear; null: the model has no gears
  RecentRunTimes own_run_times_;  // of one run: never enough to count as short, so a worker runs it
  std::shared_ptr<UnboundExecution> queued_;  // itself, while a task owns it
  bool keeps_failure_ = false;
  bool has_run_ = false;
  std::unique_ptr<const Failure> failure_;
  bool begun_ = false;  // begin_on_stream was called
  bool uses_ = false;   // its memory is marked as in use
};

}  // namespace ascend_rx::runtime
