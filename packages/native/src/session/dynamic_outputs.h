// The outputs of one execution of a dynamic model, with dims of their own. Owned by a slot, which passes them
// from the submission thread over the report thread to the JavaScript thread.
//
// On the host they lie as OutputLayout says. Large ones are in a block of their own, which JavaScript takes,
// so that it copies nothing. Small ones stay in the slot, and JavaScript copies them.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "session/growing_memory.h"
#include "session/host_block.h"
#include "session/output_layout.h"
#include "session/owned_dataset.h"
#include "session/submission_context.h"

namespace ascend_rx::session {

class DynamicOutputs {
 public:
  // From this size on, outputs have a block of their own. In bytes.
  static constexpr size_t kOwnBlockBytes = 32 * 1024;

  // ---- JavaScript thread, before the submission ----------------------------------------------------
  void begin();

  // ---- submission thread: dims that are known before -----------------------------------------------
  // Makes room for outputs of these dims. REQUIRES: the device does not use the slot's memory.
  Outcome place(const SubmissionContext& context, const std::vector<Dims>& dims);
  // Fills a dataset that has been made. REQUIRES: place().
  Status add_to(OwnedDataset& dataset, const Library& library) const;
  // What is to be copied from device to host memory, once the execution has run. In bytes.
  size_t block_bytes() const { return writes_in_place_ ? 0 : block_bytes_; }
  const GrowingMemory& memory() const { return memory_; }
  // Null, or the block that the outputs are to be copied to by whoever reports the slot's group.
  std::byte* block_to_fill() const { return writes_in_place_ ? nullptr : block_.get(); }
  void fill_block() { copy_to(block_.get()); }

  // ---- submission thread: dims that the execution has found out ------------------------------------
  // Takes the outputs from the dataset of an execution that has run: their dims, and what `memories`, which
  // the execution has allocated, hold. Null: there is none for that output.
  Outcome receive(const SubmissionContext& context, const OwnedDataset& dataset,
                  const std::vector<DeviceMemory>& memories);

  // ---- JavaScript thread, after the report ---------------------------------------------------------
  const std::vector<Dims>& dims() const { return dims_; }
  // Of all outputs, in their layout.
  size_t bytes() const { return layout_.stride; }
  // Null: they are small, and are to be copied.
  HostBlock take_block() { return std::move(block_); }
  // Writes bytes().
  void copy_to(std::byte* to) const;

  // Gives the memory back. REQUIRES: the device does not use it any more.
  void release() { memory_.release(); }

 private:
  Outcome measure(const SubmissionContext& context);
  Outcome read_dims(const SubmissionContext& context, const OwnedDataset& dataset);
  void clear_gaps(std::byte* block) const;

  // By output.
  std::vector<Dims> dims_;
  std::vector<size_t> bytes_;
  std::vector<size_t> capacities_;         // bytes of its buffer
  std::vector<const std::byte*> sources_;  // where it is on the host, if not in the block
  OutputLayout layout_;
  HostBlock block_;
  bool writes_in_place_ = false;     // the device has written to the block, or native code has
  std::vector<std::byte> received_;  // small outputs of an execution that has allocated them

  TensorBlock device_block_;
  size_t block_bytes_ = 0;
  GrowingMemory memory_;
};

}  // namespace ascend_rx::session
