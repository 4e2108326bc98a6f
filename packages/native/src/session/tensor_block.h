// How a model's inputs, or its outputs, lie in one block of memory. Values; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "acl/acl.h"

namespace ascend_rx::session {

// One input or output, as the model describes it.
struct TensorSpec {
  std::string name;
  aclDataType type = ACL_DT_UNDEFINED;
  std::vector<int64_t> dims;
  size_t bytes = 0;

  bool operator==(const TensorSpec& other) const {
    return name == other.name && type == other.type && dims == other.dims && bytes == other.bytes;
  }
};

// Places of tensors in a block, in bytes. A tensor starts at a multiple of 64. It takes its length, rounded
// up to 32, plus 32 bytes: the ABI's rule for dividing device memory.
struct TensorBlock {
  static constexpr size_t kAlignment = 64;

  std::vector<size_t> offsets;
  size_t bytes = 0;

  // With room for a batch of every tensor, whose samples are contiguous.
  static TensorBlock of(const std::vector<TensorSpec>& tensors, size_t batch = 1) {
    TensorBlock block;
    block.offsets.reserve(tensors.size());
    for (const TensorSpec& tensor : tensors) block.add(tensor.bytes * batch);
    return block;
  }

  // Adds a tensor of so many bytes at the end.
  void add(size_t tensor_bytes) {
    constexpr size_t kGranule = 32;
    offsets.push_back(bytes);
    const size_t slice = (tensor_bytes + kGranule - 1) / kGranule * kGranule + kGranule;
    bytes += (slice + kAlignment - 1) / kAlignment * kAlignment;
  }

  // Bytes from the start of the block to the end of a batch of that size.
  size_t used(const std::vector<TensorSpec>& tensors, size_t batch) const {
    return tensors.empty() ? 0 : offsets.back() + tensors.back().bytes * batch;
  }
};

}  // namespace ascend_rx::session
