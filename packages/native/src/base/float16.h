// Half precision (IEEE 754 binary16) to and from single precision. Pure functions; the
// processor need not have half precision.
#pragma once

#include <cstdint>

namespace ascend_rx {

float float16_to_float(uint16_t half);
// To the nearest, ties to even; too large: infinity; NaN stays NaN.
uint16_t float_to_float16(float value);

}  // namespace ascend_rx
