#include "frames/rgb_rows.h"

namespace ascend_rx::frames {
namespace {

void separate_three(const uint8_t* from, size_t size, const std::array<uint8_t*, 3>& to) {
  uint8_t* const first = to[0];
  uint8_t* const second = to[1];
  uint8_t* const third = to[2];
  for (size_t i = 0; i < size; ++i, from += 3) {
    first[i] = from[0];
    second[i] = from[1];
    third[i] = from[2];
  }
}

}  // namespace

void separate_two(const uint8_t* from, size_t size, uint8_t* first, uint8_t* second) {
  uint8_t* __restrict const one = first;
  uint8_t* __restrict const other = second;
  for (size_t i = 0; i < size; ++i) {
    one[i] = from[2 * i];
    other[i] = from[2 * i + 1];
  }
}

std::vector<PlaneResizer> resizers_of(const Image& image, const Rect& source, int32_t columns, int32_t rows,
                                      bool halved) {
  std::vector<PlaneResizer> planes;
  const size_t count = plane_count(image.format);
  planes.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    const PlaneShape shape = plane_shape(image.format, i);
    if (shape.subsampled && halved) {
      planes.emplace_back(image.planes[i], shape.channels, Sampling::kHalved, source, columns / 2, rows / 2);
    } else {
      const Sampling sampling = shape.subsampled ? Sampling::kDoubled : Sampling::kPixels;
      planes.emplace_back(image.planes[i], shape.channels, sampling, source, columns, rows);
    }
  }
  return planes;
}

RgbRows::RgbRows(const Image& image, const Rect& source, int32_t columns, int32_t rows,
                 const ColorMatrix& to_rgb)
    : format_(image.format),
      columns_(static_cast<size_t>(columns)),
      to_rgb_(to_rgb),
      planes_(resizers_of(image, source, columns, rows, false)),
      memory_(columns_ * 5) {
  for (size_t i = 0; i < 3; ++i) rgb_[i] = memory_.data() + i * columns_;
  for (size_t i = 0; i < 2; ++i) uv_[i] = memory_.data() + (3 + i) * columns_;
}

Samples RgbRows::row(int32_t y) {
  if (is_yuv(format_)) return yuv_row(y);
  const uint8_t* const row = planes_.front().row(y);
  if (format_ == PixelFormat::kGray) return {row, row, row};
  separate_three(row, columns_, rgb_);
  if (format_ == PixelFormat::kRgb24) return {rgb_[0], rgb_[1], rgb_[2]};
  return {rgb_[2], rgb_[1], rgb_[0]};
}

Samples RgbRows::yuv_row(int32_t y) {
  Samples yuv{planes_[0].row(y), uv_[0], uv_[1]};
  if (format_ == PixelFormat::kNv12) {
    separate_two(planes_[1].row(y), columns_, uv_[0], uv_[1]);
  } else {
    yuv[1] = planes_[1].row(y);
    yuv[2] = planes_[2].row(y);
  }
  transform_rows(to_rgb_, yuv, columns_, rgb_);
  return {rgb_[0], rgb_[1], rgb_[2]};
}

}  // namespace ascend_rx::frames
