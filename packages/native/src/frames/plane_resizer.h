// Resizes a part of one plane, row by row, without a copy where the size stays. One thread's.
//
// Sample c of output column x and row y, with taps (taps.h) along the row (s0, s1, a0, a1) and along the
// column (t0, t1, b0, b1):
//   h(t) = (plane[t][s0] · a0 + plane[t][s1] · a1) >> 4
//   out  = (((b0 · h(t0)) >> 16) + ((b1 · h(t1)) >> 16) + 2) >> 2
// and where the picture becomes exactly half as wide and high, the mean of four (is_halving). Both as
// OpenCV 4.6 does it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "frames/image.h"
#include "frames/taps.h"

namespace ascend_rx::frames {

class PlaneResizer {
 public:
  // The part `source`, in pixels of the picture, becomes `columns` × `rows` samples. REQUIRES: the plane has
  // been checked, and its memory stays; `source` lies inside of the picture.
  PlaneResizer(const Plane& plane, size_t channels, Sampling sampling, const Rect& source, int32_t columns,
               int32_t rows);

  // An output row: columns · channels bytes, until the next call. Rows are asked for in any order; upwards is
  // fastest.
  const uint8_t* row(int32_t y);

 private:
  enum class Way : uint8_t { kAsItIs, kHalving, kTaps };

  // A source row that has been resized along the row.
  struct Line {
    int32_t row = -1;
    std::vector<int16_t> samples;
  };

  const uint8_t* source_row(int32_t y) const { return plane_.data + static_cast<size_t>(y) * plane_.stride; }
  const int16_t* line(int32_t source_row, int32_t other_row);
  void halve(int32_t y);
  void blend(const Tap& tap);

  const Plane plane_;
  const size_t channels_;
  const Rect source_;
  const size_t width_;  // of an output row, in bytes
  Way way_ = Way::kTaps;
  bool same_columns_ = false;
  std::vector<Tap> columns_;
  std::vector<Tap> rows_;
  std::array<Line, 2> lines_;
  std::vector<uint8_t> output_;
};

}  // namespace ascend_rx::frames
