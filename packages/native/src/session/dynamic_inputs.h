// The inputs of one execution of a dynamic model, with dims of their own. Owned by a slot, which passes them
// from the JavaScript thread to the submission thread and back.
#pragma once

#include <cstddef>
#include <vector>

#include "session/growing_memory.h"
#include "session/owned_dataset.h"
#include "session/submission_context.h"

namespace ascend_rx::session {

class DynamicInputs {
 public:
  // ---- JavaScript thread ---------------------------------------------------------------------------
  // Begins an execution of so many samples, one behind the other in each input. `dims`: of every input of the
  // model, of all samples together. False: that cannot be, and there is no execution.
  bool begin(const ModelDescription& model, std::vector<Dims> dims, size_t samples);
  // Bytes of an input of one sample.
  size_t sample_bytes(size_t input) const { return bytes_[input] / samples_; }
  // Takes input `index` of a sample, of sample_bytes(). A large input is borrowed: `data` must stay valid and
  // unchanged until the slot is reported, or its session has failed or closed.
  void set(size_t sample, size_t index, const void* data);

  const std::vector<Dims>& dims() const { return dims_; }

  // ---- submission thread ---------------------------------------------------------------------------
  // Makes room, and writes the inputs to host memory. REQUIRES: the device does not use the slot's memory.
  Status provide(const SubmissionContext& context);
  // Fills a dataset that has been made. REQUIRES: provide().
  Status add_to(OwnedDataset& dataset, const SubmissionContext& context) const;
  // What is to be copied from host to device memory.
  size_t block_bytes() const { return block_bytes_; }
  const GrowingMemory& memory() const { return memory_; }

  // Gives the memory back. REQUIRES: the device does not use it any more.
  void release() { memory_.release(); }

 private:
  void pack();

  size_t samples_ = 1;
  // By input.
  std::vector<Dims> dims_;
  std::vector<size_t> bytes_;
  // By sample, and within a sample by input: the borrowed address; or null, and the copy of a small input.
  std::vector<const void*> borrowed_;
  std::vector<std::vector<std::byte>> copies_;

  // Written by provide().
  std::vector<size_t> capacities_;  // by input: bytes of its buffer
  std::vector<bool> in_place_;      // by input: the device reads it where it is
  TensorBlock block_;
  size_t block_bytes_ = 0;
  GrowingMemory memory_;  // the inputs, and behind them the gear
};

}  // namespace ascend_rx::session
