// The rows of a resized picture as gray. One thread's.
//
// Gray of R, G, B is gray_of() of the resized samples (color.h). Of a picture of Y, U, V only Y is read: gray
// is color.h's row of weights m, 0, 0 and c of Y, with m and c of the first row of the matrix.
#pragma once

#include <array>
#include <vector>

#include "frames/color.h"
#include "frames/image.h"
#include "frames/plane_resizer.h"

namespace ascend_rx::frames {

// Of a row of a matrix to R, G, B, what it does with Y.
constexpr std::array<float, 4> luma_row(const ColorMatrix& to_rgb) {
  return {to_rgb.rows[0][0], 0, 0, to_rgb.rows[0][3]};
}

class GrayRows {
 public:
  // REQUIRES: the picture has been checked, and its memory stays.
  GrayRows(const Image& image, const Rect& source, int32_t columns, int32_t rows, const ColorMatrix& to_rgb);

  // `columns` bytes of gray, as each of the three, until the next call.
  Samples row(int32_t y);

 private:
  const PixelFormat format_;
  const std::array<float, 4> luma_row_;
  PlaneResizer plane_;
  std::vector<uint8_t> gray_;
};

}  // namespace ascend_rx::frames
