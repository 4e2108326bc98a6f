#include "detections/masks.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ascend_rx::detections {
namespace {

uint8_t cell_of(double sum) {
  if (std::isnan(sum)) return 0;
  const auto cell = static_cast<uint8_t>(255 / (1 + std::exp(-sum)) + 0.5);
  return sum > 0 ? cell : std::min<uint8_t>(cell, 127);
}

template <class Element>
bool compose(const Prototypes& prototypes, const std::vector<MaskPart>& parts, uint8_t* cells,
             const std::atomic<bool>& cancelled) {
  const auto* const data = static_cast<const Element*>(prototypes.data);
  const size_t plane = size_t{prototypes.width} * prototypes.height;
  std::vector<double> sums(prototypes.width);
  for (const MaskPart& part : parts) {
    for (uint32_t y = 0; y < part.height; ++y) {
      if (cancelled.load(std::memory_order_relaxed)) return false;
      std::fill(sums.begin(), sums.end(), 0.0);
      const Element* row = data + size_t{part.top + y} * prototypes.width + part.left;
      for (uint32_t k = 0; k < prototypes.count; ++k, row += plane) {
        const double weight = part.coefficients[k];
        for (uint32_t x = 0; x < part.width; ++x) sums[x] += weight * static_cast<double>(as_float(row[x]));
      }
      for (uint32_t x = 0; x < part.width; ++x) *cells++ = cell_of(sums[x]);
    }
  }
  return true;
}

}  // namespace

void check(const Prototypes& prototypes, const std::vector<MaskPart>& parts, size_t bytes) {
  // Larger than any tensor, and small enough that no product below overflows.
  constexpr uint32_t most = 1U << 20;
  if (prototypes.count == 0) throw std::invalid_argument("there are no prototypes");
  if (prototypes.count > most || prototypes.height > most || prototypes.width > most) {
    throw std::invalid_argument("prototypes are too large");
  }
  if (size_t{prototypes.count} * prototypes.height * prototypes.width * element_bytes(prototypes.type) !=
      prototypes.bytes) {
    throw std::invalid_argument("the memory of prototypes has another size");
  }
  size_t cells = 0;
  for (const MaskPart& part : parts) {
    if (part.left > prototypes.width || part.width > prototypes.width - part.left ||
        part.top > prototypes.height || part.height > prototypes.height - part.top) {
      throw std::invalid_argument("a mask lies outside of the prototypes");
    }
    cells += size_t{part.width} * part.height;
  }
  if (cells != bytes) throw std::invalid_argument("the memory of masks has another size");
}

bool compose_masks(const Prototypes& prototypes, const std::vector<MaskPart>& parts, uint8_t* cells,
                   const std::atomic<bool>& cancelled) {
  return prototypes.type == ElementType::kFloat32 ? compose<float>(prototypes, parts, cells, cancelled)
                                                  : compose<uint16_t>(prototypes, parts, cells, cancelled);
}

}  // namespace ascend_rx::detections
