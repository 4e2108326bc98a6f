// The anchors of a head whose score is above a threshold. Any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "detections/head.h"

namespace ascend_rx::detections {

struct Candidate {
  float score = 0;
  uint32_t anchor = 0;
  uint32_t class_id = 0;
};

// Those whose best class has a score strictly above `threshold`, by anchor. The best class is the first of
// those with the highest score; a NaN is no score. With kRows the objectness is above the threshold, too.
// Empty, and false: it was cancelled. REQUIRES: a checked head.
bool find_candidates(const Head& head, double threshold, const std::atomic<bool>& cancelled,
                     std::vector<Candidate>& found);

}  // namespace ascend_rx::detections
