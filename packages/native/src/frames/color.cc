#include "frames/color.h"

namespace ascend_rx::frames {
namespace {

// Comparisons in the form of the processors' own minimum and maximum.
inline uint8_t apply(const float* row, float a, float b, float c) {
  const float sum = row[0] * a + row[1] * b + row[2] * c + row[3];
  const float least = sum > 0 ? sum : 0;
  const float most = least < 255 ? least : 255;
  return static_cast<uint8_t>(static_cast<int32_t>(most));
}

}  // namespace

uint8_t transform(const std::array<float, 4>& row, float a, float b, float c) {
  return apply(row.data(), a, b, c);
}

void transform_row(const std::array<float, 4>& row, const Samples& from, size_t size, uint8_t* to) {
  const uint8_t* const a = from[0];
  const uint8_t* const b = from[1];
  const uint8_t* const c = from[2];
  uint8_t* __restrict const out = to;
  const std::array<float, 4> weights = row;
  for (size_t i = 0; i < size; ++i) out[i] = apply(weights.data(), a[i], b[i], c[i]);
}

void transform_rows(const ColorMatrix& matrix, const Samples& from, size_t size,
                    const std::array<uint8_t*, 3>& to) {
  const uint8_t* const a = from[0];
  const uint8_t* const b = from[1];
  const uint8_t* const c = from[2];
  uint8_t* __restrict const first = to[0];
  uint8_t* __restrict const second = to[1];
  uint8_t* __restrict const third = to[2];
  const ColorMatrix weights = matrix;
  for (size_t i = 0; i < size; ++i) {
    const float x = a[i];
    const float y = b[i];
    const float z = c[i];
    first[i] = apply(weights.rows[0].data(), x, y, z);
    second[i] = apply(weights.rows[1].data(), x, y, z);
    third[i] = apply(weights.rows[2].data(), x, y, z);
  }
}

}  // namespace ascend_rx::frames
