// Where the outputs of one execution of a dynamic model lie in its block on the host. Core's `layoutOf`
// places them in the same way, and finds them by it. Values; any thread.
#pragma once

#include <cstddef>
#include <vector>

namespace ascend_rx::session {

struct OutputLayout {
  static constexpr size_t kAlignment = 64;

  std::vector<size_t> offsets;
  size_t stride = 0;  // bytes of the block

  // An output begins at the next multiple of 64 after the end of the one before it. `bytes`: of each output.
  // The memory of an earlier layout is used again.
  void place(const std::vector<size_t>& bytes) {
    offsets.clear();
    stride = 0;
    for (const size_t size : bytes) {
      offsets.push_back(stride);
      stride += (size + kAlignment - 1) / kAlignment * kAlignment;
    }
  }
};

}  // namespace ascend_rx::session
