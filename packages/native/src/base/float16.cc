#include "base/float16.h"

#include <cmath>
#include <cstring>

namespace ascend_rx {

float float16_to_float(uint16_t half) {
  const int exponent = (half >> 10) & 0x1f;
  const int fraction = half & 0x3ff;
  float value = 0;
  if (exponent == 0) {
    value = std::ldexp(static_cast<float>(fraction), -24);
  } else if (exponent == 0x1f) {
    value = fraction == 0 ? INFINITY : NAN;
  } else {
    value = std::ldexp(static_cast<float>(fraction | 0x400), exponent - 25);
  }
  return std::copysign(value, (half & 0x8000) != 0 ? -1.0F : 1.0F);
}

uint16_t float_to_float16(float value) {
  uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  const uint32_t sign = (bits >> 16) & 0x8000;
  const float magnitude = std::fabs(value);
  uint32_t half = 0;
  if (std::isnan(value)) {
    half = 0x7e00;
  } else if (magnitude >= 65520) {  // half way between the largest number and what would come next
    half = 0x7c00;
  } else if (magnitude < 0x1p-14F) {
    half = static_cast<uint32_t>(
        std::nearbyint(std::ldexp(magnitude, 24)));  // multiples of the smallest subnormal
  } else {
    // Rounding up may carry from the fraction into the exponent, which gives the right number.
    const uint32_t rebased = (bits & 0x7fffffff) - ((127U - 15U) << 23);
    const uint32_t rest = rebased & 0x1fff;
    half = rebased >> 13;
    if (rest > 0x1000 || (rest == 0x1000 && (half & 1) != 0)) ++half;
  }
  return static_cast<uint16_t>(sign | half);
}

}  // namespace ascend_rx
