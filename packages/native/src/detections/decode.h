// From a head to the boxes of objects: candidates above a threshold, then non-maximum suppression within each
// class. Any thread; one call works for itself.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "detections/head.h"

namespace ascend_rx::detections {

struct Selection {
  double score_threshold = 0;  // scores are strictly above it
  double iou_threshold =
      0;  // of two boxes of a class whose IoU is above it, the better one stays; rotated: not below
  size_t max_candidates = 0;    // the best so many take part in the suppression
  size_t max_detections = 0;    // the best so many of what is left
  std::vector<uint8_t> wanted;  // by class: not 0 if it is wanted. Empty: all are
};

// Numbers of a row: a box, its score, its class, the extras. A box is x1, y1, x2, y2; one that is rotated x,
// y, width, height.
inline size_t row_length(const Head& head) { return size_t{6} + head.extras; }

// Writes a row for each object, the best first, those with equal scores by anchor, and returns how many.
// Boxes whose numbers are not finite, or without width or height, are no candidates. Nothing: it was
// cancelled. REQUIRES: a checked head; `wanted` is empty or has a place for each class; `rows` has room for
// max_detections rows.
std::optional<size_t> decode(const Head& head, const Selection& selection, double* rows,
                             const std::atomic<bool>& cancelled);

}  // namespace ascend_rx::detections
