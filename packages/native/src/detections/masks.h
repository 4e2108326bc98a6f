// Masks of objects: sums of prototypes, weighted by the coefficients of each object. Any thread; memory is
// the caller's.
//
// A cell is sigmoid(Σ coefficient[k] · prototype[k][y][x]) · 255, rounded, the sum in double precision and in
// the order of k. It is 128 or more exactly if the sum is above 0; of a sum that is NaN it is 0.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "detections/elements.h"

namespace ascend_rx::detections {

// count × height × width.
struct Prototypes {
  const void* data = nullptr;
  size_t bytes = 0;
  ElementType type = ElementType::kFloat32;
  uint32_t count = 0;
  uint32_t height = 0;
  uint32_t width = 0;
};

// The cells of one object, in cells of the prototypes.
struct MaskPart {
  const double* coefficients = nullptr;  // one for each prototype
  uint32_t left = 0;
  uint32_t top = 0;
  uint32_t width = 0;
  uint32_t height = 0;
};

// Throws std::invalid_argument if the memory has another size than the prototypes, a part lies outside, or
// `bytes` is not the number of cells of all parts.
void check(const Prototypes& prototypes, const std::vector<MaskPart>& parts, size_t bytes);

// Writes the cells of one part after the other, row by row. False: it was cancelled. REQUIRES: all of it is
// checked.
bool compose_masks(const Prototypes& prototypes, const std::vector<MaskPart>& parts, uint8_t* cells,
                   const std::atomic<bool>& cancelled);

}  // namespace ascend_rx::detections
