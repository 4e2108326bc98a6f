// Elements of tensors as float, whatever their type. Loops over them become vectors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace ascend_rx::detections {

enum class ElementType : uint8_t { kFloat32, kFloat16 };

inline size_t element_bytes(ElementType type) { return type == ElementType::kFloat32 ? 4 : 2; }

inline float as_float(float value) { return value; }

// float16 by its bits. float16_to_float of base does the same with branches, which no loop of vectors has.
inline float as_float(uint16_t half) {
  const uint32_t magnitude = (half & 0x7fffU) << 13;
  float value = 0;
  std::memcpy(&value, &magnitude, sizeof value);
  value *= 0x1p112F;  // the exponent counts from 127, not from 15; subnormals become normal
  uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  bits |= magnitude >= 0x0f800000U ? 0x7f800000U : 0U;  // infinity, NaN
  bits |= (half & 0x8000U) << 16;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

}  // namespace ascend_rx::detections
