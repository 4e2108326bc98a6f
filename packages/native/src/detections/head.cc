#include "detections/head.h"

#include <stdexcept>

namespace ascend_rx::detections {

void check(const Head& head) {
  // Larger than any tensor, and small enough that no product below overflows.
  constexpr size_t most_channels = size_t{1} << 24;
  if (head.classes == 0) throw std::invalid_argument("a head has no class");
  if (head.is_rotated && head.extras == 0) throw std::invalid_argument("a rotated head has no angle");
  if (head.classes > most_channels || head.extras > most_channels) {
    throw std::invalid_argument("a head has too many channels");
  }
  if (channels(head) * head.anchors * element_bytes(head.type) != head.bytes) {
    throw std::invalid_argument("the memory of a head has another size");
  }
}

}  // namespace ascend_rx::detections
