// Writes rows of 8-bit samples as elements of a target. One thread's.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "frames/target.h"

namespace ascend_rx::frames {

// NCHW and NHWC.
class ElementWriter {
 public:
  // REQUIRES: format and picture have been checked, and the memory stays.
  ElementWriter(const TargetFormat& format, const Picture& picture);

  // Row `y` of the content, with what is filled at its left and right. Gray is the first of the three.
  void write(int32_t y, const Samples& rgb);
  // The rows above and below the content.
  void fill_around();

 private:
  template <class Element, class Channel>
  void write_rows(int32_t begin, int32_t end, const Samples* rgb, const std::array<Channel, 3>& channels);
  void write_rows(int32_t begin, int32_t end, const Samples* rgb);

  const TargetFormat format_;
  const Rect content_;
  void* const data_;
  std::vector<std::array<uint16_t, 256>> halves_;  // float16: by channel, the element of each sample
};

}  // namespace ascend_rx::frames
