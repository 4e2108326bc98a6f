#include "frames/gray_rows.h"

namespace ascend_rx::frames {
namespace {

// `red`, `blue`: where they are among the three bytes of a pixel.
void gray_of_row(const uint8_t* from, size_t red, size_t blue, std::vector<uint8_t>& to) {
  for (uint8_t& gray : to) {
    gray = gray_of(from[red], from[1], from[blue]);
    from += 3;
  }
}

}  // namespace

GrayRows::GrayRows(const Image& image, const Rect& source, int32_t columns, int32_t rows,
                   const ColorMatrix& to_rgb)
    : format_(image.format),
      luma_row_(luma_row(to_rgb)),
      plane_(image.planes[0], plane_shape(image.format, 0).channels, Sampling::kPixels, source, columns,
             rows),
      gray_(static_cast<size_t>(columns)) {}

Samples GrayRows::row(int32_t y) {
  const uint8_t* const row = plane_.row(y);
  if (format_ == PixelFormat::kGray) return {row, row, row};
  uint8_t* const gray = gray_.data();
  if (is_yuv(format_)) {
    transform_row(luma_row_, {row, row, row}, gray_.size(), gray);
  } else {
    const bool is_rgb = format_ == PixelFormat::kRgb24;
    gray_of_row(row, is_rgb ? 0 : 2, is_rgb ? 2 : 0, gray_);
  }
  return {gray, gray, gray};
}

}  // namespace ascend_rx::frames
