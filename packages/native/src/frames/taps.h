// Which two samples of a line make an output sample of a bilinear resize, and with which weights: the
// fixed-point arithmetic of OpenCV 4.6's INTER_LINEAR for 8-bit pictures, one axis at a time. Any thread.
//
// For output sample d of n, over a source range of m samples that begins at `begin`:
//   scale    = 1 / (n / m)                                  in double
//   position = (d + 0.5) · scale − 0.5                      rounded to float
//   first    = floor(position),  f = position − first       f in float
//   weights  = round((1 − f) · 2048), round(f · 2048)       half to even
// Samples outside of the range are those at its edge. Along a row, f is 0 there; along a column, f stays.
// That makes a difference, since each product is rounded down by itself (resize.h).
//
// A subsampled plane has one sample for two of the picture's, and the sample lies between them. Over a range
// of the picture that begins at b, its position is
//   position = (d + 0.5) · scale / 2 + (b mod 2) / 2 − 0.5  from sample b / 2 on
// which is where bilinear resize of the plane with each sample doubled would look.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ascend_rx::frames {

// One axis of a resize. Ranges are in pixels of the picture, also where the plane is subsampled.
struct Axis {
  int32_t begin = 0;
  int32_t length = 0;
  int32_t output = 0;  // samples
  bool subsampled = false;
  bool along_row = true;
};

struct Tap {
  int32_t first = 0;  // index of a sample of the plane
  int32_t second = 0;
  int16_t first_weight = 0;  // 0 to 2048; both weights together are 2048
  int16_t second_weight = 0;
};

Tap tap_of(const Axis& axis, int32_t output);
std::vector<Tap> taps_of(const Axis& axis);

// Output sample d is sample `first + d` of the plane, unchanged.
bool is_identity(const std::vector<Tap>& taps);

// OpenCV takes the mean of four pixels, (a + b + c + d + 2) / 4 rounded down, when a picture becomes exactly
// half as wide and half as high.
bool is_halving(const Axis& columns, const Axis& rows);

}  // namespace ascend_rx::frames
