#include "frames/nv12_writer.h"

#include <algorithm>
#include <cstring>

namespace ascend_rx::frames {

Nv12Writer::Nv12Writer(const TargetFormat& format, const Picture& picture)
    : format_(format),
      content_(picture.content),
      width_(static_cast<size_t>(format.width)),
      data_(static_cast<uint8_t*>(picture.data)) {}

void Nv12Writer::write_luma(int32_t y, const uint8_t* samples) {
  std::memcpy(luma(content_.y + y) + content_.x, samples, static_cast<size_t>(content_.width));
}

void Nv12Writer::write_chroma(int32_t y, const uint8_t* u, const uint8_t* v) {
  uint8_t* line = chroma(content_.y / 2 + y) + content_.x;
  for (int32_t i = 0; i < content_.width / 2; ++i) {
    *line++ = u[i];
    *line++ = v[i];
  }
}

void Nv12Writer::write_rgb(int32_t y, const Samples& upper, const Samples& lower) {
  const auto columns = static_cast<size_t>(content_.width);
  transform_row(format_.to_yuv.rows[0], upper, columns, luma(content_.y + 2 * y) + content_.x);
  transform_row(format_.to_yuv.rows[0], lower, columns, luma(content_.y + 2 * y + 1) + content_.x);
  uint8_t* line = chroma(content_.y / 2 + y) + content_.x;
  for (size_t i = 0; i < columns; i += 2) {
    std::array<float, 3> mean{};
    for (size_t c = 0; c < 3; ++c) {
      const int sum = upper[c][i] + upper[c][i + 1] + lower[c][i] + lower[c][i + 1];
      mean[c] = static_cast<float>(sum) * 0.25F;
    }
    *line++ = transform(format_.to_yuv.rows[1], mean[0], mean[1], mean[2]);
    *line++ = transform(format_.to_yuv.rows[2], mean[0], mean[1], mean[2]);
  }
}

void Nv12Writer::fill_around() {
  const auto left = static_cast<size_t>(content_.x);
  const size_t right = left + static_cast<size_t>(content_.width);
  const int32_t bottom = content_.y + content_.height;
  for (int32_t row = 0; row < format_.height; ++row) {
    const bool has_content = row >= content_.y && row < bottom;
    fill_luma(row, 0, has_content ? left : width_);
    if (has_content) fill_luma(row, right, width_);
    if (row % 2 != 0) continue;
    fill_chroma(row / 2, 0, has_content ? left : width_);
    if (has_content) fill_chroma(row / 2, right, width_);
  }
}

void Nv12Writer::fill_luma(int32_t row, size_t begin, size_t end) {
  std::fill(luma(row) + begin, luma(row) + end, format_.fill[0]);
}

void Nv12Writer::fill_chroma(int32_t row, size_t begin, size_t end) {
  uint8_t* const line = chroma(row);
  for (size_t i = begin; i < end; i += 2) {
    line[i] = format_.fill[1];
    line[i + 1] = format_.fill[2];
  }
}

}  // namespace ascend_rx::frames
