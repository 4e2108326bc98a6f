// A strict check: finds outputs that an execution does not write. Not thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace ascend_rx::runtime {

// The memory of one output, filled with a pattern that shows whether anything was written there.
class OutputPoison {
 public:
  OutputPoison(void* at, size_t bytes, size_t output)
      : at_(static_cast<unsigned char*>(at)), bytes_(bytes), output_(output) {}

  // Fills the memory and calls `run`. An output may be equal to the pattern: where it seems untouched, the
  // same is done once more with another pattern. Gives the indexes of the outputs that nobody wrote.
  template <typename Run>
  static std::vector<size_t> find_unwritten(std::vector<OutputPoison> poisons, Run&& run) {
    for (const unsigned char pattern : {static_cast<unsigned char>(0xa5), static_cast<unsigned char>(0x5a)}) {
      for (const OutputPoison& poison : poisons) std::fill_n(poison.at_, poison.bytes_, pattern);
      run();
      const auto written = [pattern](const OutputPoison& poison) { return poison.is_written(pattern); };
      poisons.erase(std::remove_if(poisons.begin(), poisons.end(), written), poisons.end());
      if (poisons.empty()) break;
    }
    std::vector<size_t> outputs;
    outputs.reserve(poisons.size());
    for (const OutputPoison& poison : poisons) outputs.push_back(poison.output_);
    return outputs;
  }

 private:
  bool is_written(unsigned char pattern) const {
    const auto other = [pattern](unsigned char byte) { return byte != pattern; };
    return bytes_ == 0 || std::any_of(at_, at_ + bytes_, other);
  }

  unsigned char* at_;
  size_t bytes_;
  size_t output_;
};

}  // namespace ascend_rx::runtime
