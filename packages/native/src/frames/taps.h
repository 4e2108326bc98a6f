// Which two samples of a line make an output sample of a bilinear resize, and with which weights: the
// fixed-point arithmetic of OpenCV 4.6's INTER_LINEAR for 8-bit pictures, one axis at a time. Any thread.
//
// For output sample d of n, over a source range of m samples that begins at `begin`:
//   scale    = 1 / (n / m)                                  in double
//   position = (d + 0.5) · scale − 0.5                      rounded to float
//   first    = floor(position),  f = position − first       f in float
//   weights  = round((1 − f) · 2048), round(f · 2048)       half to even
// Samples outside of the range are those at its edge. Along a row, f is 0 there; along a column, f stays.
// That makes a difference, since each product is rounded down by itself (plane_resizer.h).
//
// A plane of U or V has one sample for two columns and two rows. Where it becomes U or V of whole pixels,
// each of its samples counts as two, as in a conversion before the resize: the indexes of both samples are
// halved, rounded down, and if they are the same then, that sample has the weight of both. Where it becomes U
// or V of NV12, it is resized as a picture of its own, whose samples lie between those of the picture. Over a
// range of the picture that begins at b, from sample b / 2 on:
//   position = (d + 0.5) · scale / 2 + (b mod 2) / 2 − 0.5
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ascend_rx::frames {

// What a sample of the plane is for.
enum class Sampling : uint8_t {
  kPixels,   // one pixel
  kDoubled,  // two pixels of a line, and the output has one for each pixel
  kHalved,   // the same, and the output has one for two pixels, too
};

// One axis of a resize. Ranges are in pixels of the picture, also where the plane has fewer samples.
struct Axis {
  int32_t begin = 0;
  int32_t length = 0;
  int32_t output = 0;  // samples
  Sampling sampling = Sampling::kPixels;
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
