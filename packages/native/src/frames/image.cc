#include "frames/image.h"

#include <stdexcept>
#include <string>

namespace ascend_rx::frames {

size_t plane_count(PixelFormat format) {
  if (format == PixelFormat::kYuv420p) return 3;
  return format == PixelFormat::kNv12 ? 2 : 1;
}

PlaneShape plane_shape(PixelFormat format, size_t plane) {
  switch (format) {
    case PixelFormat::kYuv420p:
      return {1, plane > 0};
    case PixelFormat::kNv12:
      return plane == 0 ? PlaneShape{1, false} : PlaneShape{2, true};
    case PixelFormat::kRgb24:
    case PixelFormat::kBgr24:
      return {3, false};
    case PixelFormat::kGray:
      break;
  }
  return {1, false};
}

void check(const Image& image) {
  const bool has_pixels =
      image.width > 0 && image.height > 0 && image.width <= kMaxSide && image.height <= kMaxSide;
  if (!has_pixels) throw std::invalid_argument("a side of the picture is out of range");
  for (size_t i = 0; i < plane_count(image.format); ++i) {
    const PlaneShape shape = plane_shape(image.format, i);
    const int32_t unit = shape.subsampled ? 2 : 1;
    const auto columns = static_cast<size_t>((image.width + unit - 1) / unit);
    const auto rows = static_cast<size_t>((image.height + unit - 1) / unit);
    const Plane& plane = image.planes[i];
    const size_t row_bytes = columns * shape.channels;
    // Without a product of strides, which could overflow.
    const bool fits =
        plane.data != nullptr && plane.bytes >= row_bytes &&
        (rows == 1 || (plane.stride >= row_bytes && (plane.bytes - row_bytes) / (rows - 1) >= plane.stride));
    if (!fits) throw std::invalid_argument("plane " + std::to_string(i) + " is too short for its rows");
  }
}

bool is_inside(const Rect& rect, int32_t width, int32_t height) {
  return rect.width > 0 && rect.height > 0 && rect.x >= 0 && rect.y >= 0 && rect.width <= width &&
         rect.height <= height && rect.x <= width - rect.width && rect.y <= height - rect.height;
}

}  // namespace ascend_rx::frames
