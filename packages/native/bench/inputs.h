// Distinct inputs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bench {

// So many of them, each of so many values from 0 to 1, in memory of its own.
inline std::vector<std::vector<float>> make_inputs(size_t count, size_t floats) {
  std::vector<std::vector<float>> inputs(count);
  uint32_t state = 0x811c9dc5u;
  for (std::vector<float>& input : inputs) {
    input.resize(floats);
    for (float& value : input) {
      state ^= state << 13;
      state ^= state >> 17;
      state ^= state << 5;
      value = static_cast<float>(state >> 8) / static_cast<float>(1u << 24);
    }
  }
  return inputs;
}

}  // namespace bench
