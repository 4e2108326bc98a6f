// Writes a target that is NV12: a plane of Y, then one of U and V in turn, of half the width and height. One
// thread's.
#pragma once

#include <vector>

#include "frames/target.h"

namespace ascend_rx::frames {

class Nv12Writer {
 public:
  // REQUIRES: format and picture have been checked, and the memory stays.
  Nv12Writer(const TargetFormat& format, const Picture& picture);

  // Row `y` of the content.
  void write_luma(int32_t y, const uint8_t* luma);
  // Row `y` of the content's samples of U and V.
  void write_chroma(int32_t y, const uint8_t* u, const uint8_t* v);
  // All that is not content.
  void fill_around();

  // Rows 2y and 2y + 1 of the content. Y is of each pixel; U and V are of (p + q + r + s) · 0.25 of the four
  // pixels in float, which is exact, by the matrix (color.h) of that.
  void write_rgb(int32_t y, const Samples& upper, const Samples& lower);

 private:
  void fill_luma(int32_t row, size_t begin, size_t end);
  void fill_chroma(int32_t row, size_t begin, size_t end);
  uint8_t* luma(int32_t row) const { return data_ + static_cast<size_t>(row) * width_; }
  uint8_t* chroma(int32_t row) const { return luma(format_.height) + static_cast<size_t>(row) * width_; }

  const TargetFormat format_;
  const Rect content_;
  const size_t width_;
  uint8_t* const data_;
};

}  // namespace ascend_rx::frames
