// The rows of a resized picture as R, G and B, each by itself. One thread's.
#pragma once

#include <array>
#include <vector>

#include "frames/color.h"
#include "frames/image.h"
#include "frames/plane_resizer.h"

namespace ascend_rx::frames {

// The resizers of all planes of a picture, for a part of it that becomes `columns` × `rows` pixels. `halved`:
// the planes that are subsampled become half of that, for NV12.
std::vector<PlaneResizer> resizers_of(const Image& image, const Rect& source, int32_t columns, int32_t rows,
                                      bool halved);

// Every second byte of `from`, from the first and from the second on.
void separate_two(const uint8_t* from, size_t size, uint8_t* first, uint8_t* second);

class RgbRows {
 public:
  // REQUIRES: the picture has been checked, and its memory stays.
  RgbRows(const Image& image, const Rect& source, int32_t columns, int32_t rows, const ColorMatrix& to_rgb);

  // R, G, B: `columns` bytes of each, until the next call.
  Samples row(int32_t y);

 private:
  Samples yuv_row(int32_t y);

  const PixelFormat format_;
  const size_t columns_;
  const ColorMatrix to_rgb_;
  std::vector<PlaneResizer> planes_;
  std::vector<uint8_t> memory_;
  std::array<uint8_t*, 3> rgb_{};
  std::array<uint8_t*, 2> uv_{};
};

}  // namespace ascend_rx::frames
