// Pictures in memory, as decoders give them. Any thread; memory is the caller's.
//
// A plane has rows of `stride` bytes, and only the first samples of a row belong to the picture. What lies
// between them and the next row is never read, and neither is what lies behind the last sample of the last
// row.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace ascend_rx::frames {

enum class PixelFormat : uint8_t {
  kYuv420p,  // three planes: Y, and U and V of half the width and height, rounded up
  kNv12,     // two planes: Y, and U and V in turn, of half the width and height, rounded up
  kRgb24,    // one plane: R, G, B in turn
  kBgr24,    // one plane: B, G, R in turn
  kGray,     // one plane
};

// Longest side of a picture, in pixels: with it, no size in this folder overflows 64 bits.
inline constexpr int32_t kMaxSide = 32768;

struct Plane {
  const uint8_t* data = nullptr;
  size_t bytes = 0;
  size_t stride = 0;  // bytes
};

struct Image {
  PixelFormat format = PixelFormat::kGray;
  int32_t width = 0;
  int32_t height = 0;
  std::array<Plane, 3> planes;
};

// A part of a picture, in pixels.
struct Rect {
  int32_t x = 0;
  int32_t y = 0;
  int32_t width = 0;
  int32_t height = 0;
};

// How a plane samples its picture.
struct PlaneShape {
  size_t channels = 0;      // bytes of one sample
  bool subsampled = false;  // one sample for two columns and two rows
};

constexpr bool is_yuv(PixelFormat format) {
  return format == PixelFormat::kYuv420p || format == PixelFormat::kNv12;
}

size_t plane_count(PixelFormat format);
PlaneShape plane_shape(PixelFormat format, size_t plane);

// Throws std::invalid_argument if a side is not from 1 to kMaxSide, or if a plane is too short for its rows.
void check(const Image& image);

// The rectangle has pixels, and all of them lie in a picture of this size.
bool is_inside(const Rect& rect, int32_t width, int32_t height);

}  // namespace ascend_rx::frames
