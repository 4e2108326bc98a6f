// Colour by one matrix: Y, U, V to R, G, B and back. Gray of R, G, B. Any thread.
//
// For samples a, b, c of 8 bits, output sample i is
//   clamp(((m[i][0] · a + m[i][1] · b) + m[i][2] · c) + m[i][3], 0, 255), rounded down
// in float, in that order, every step rounded by itself. m[i][3] has the bias, and 0.5 if the result is to be
// rounded.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace ascend_rx::frames {

struct ColorMatrix {
  std::array<std::array<float, 4>, 3> rows{};
};

using Samples = std::array<const uint8_t*, 3>;

uint8_t transform(const std::array<float, 4>& row, float a, float b, float c);

// As OpenCV 4.6 has it: 0.299, 0.587 and 0.114 in 1/32768, rounded to the nearest.
constexpr uint8_t gray_of(uint32_t red, uint32_t green, uint32_t blue) {
  return static_cast<uint8_t>((9798 * red + 19235 * green + 3735 * blue + 16384) >> 15);
}

// `size` samples of each. The outputs overlap neither each other nor the inputs.
void transform_rows(const ColorMatrix& matrix, const Samples& from, size_t size,
                    const std::array<uint8_t*, 3>& to);
void transform_row(const std::array<float, 4>& row, const Samples& from, size_t size, uint8_t* to);

}  // namespace ascend_rx::frames
