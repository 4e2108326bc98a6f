// Pictures of random bytes in memory of exactly their size, so that AddressSanitizer sees a read or write
// outside.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "frames/image.h"

namespace random_picture {

using ascend_rx::frames::Image;
using ascend_rx::frames::PixelFormat;
using ascend_rx::frames::PlaneShape;
using ascend_rx::frames::Rect;

// Repeatable everywhere, unlike the distributions of the standard library.
class Random {
 public:
  explicit Random(uint32_t seed) : engine_(seed) {}
  int32_t between(int32_t least, int32_t most) {
    return least + static_cast<int32_t>(engine_() % static_cast<uint32_t>(most - least + 1));
  }
  bool chance() { return between(0, 1) == 0; }

 private:
  std::mt19937 engine_;
};

struct Owned {
  Image image;
  std::vector<std::unique_ptr<uint8_t[]>> memory;
};

inline Owned picture(Random& random, PixelFormat format, int32_t width, int32_t height) {
  Owned owned;
  owned.image.format = format;
  owned.image.width = width;
  owned.image.height = height;
  for (size_t i = 0; i < ascend_rx::frames::plane_count(format); ++i) {
    const PlaneShape shape = ascend_rx::frames::plane_shape(format, i);
    const int32_t unit = shape.subsampled ? 2 : 1;
    const size_t row = static_cast<size_t>((width + unit - 1) / unit) * shape.channels;
    const auto rows = static_cast<size_t>((height + unit - 1) / unit);
    const size_t stride = row + static_cast<size_t>(random.chance() ? 0 : random.between(1, 40));
    // The last row ends with its samples.
    const size_t bytes = stride * (rows - 1) + row;
    owned.memory.push_back(std::make_unique<uint8_t[]>(bytes));
    for (size_t b = 0; b < bytes; ++b) owned.memory.back()[b] = static_cast<uint8_t>(random.between(0, 255));
    owned.image.planes[i] = {owned.memory.back().get(), bytes, stride};
  }
  return owned;
}

inline Rect rect_in(Random& random, int32_t width, int32_t height) {
  const int32_t columns = random.between(1, width);
  const int32_t rows = random.between(1, height);
  return {random.between(0, width - columns), random.between(0, height - rows), columns, rows};
}

}  // namespace random_picture
