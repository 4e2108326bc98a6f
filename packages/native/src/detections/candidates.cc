#include "detections/candidates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace ascend_rx::detections {
namespace {

// Anchors that are looked at together. Their best scores stay in the fastest cache.
constexpr size_t kTile = 2048;

// A float is above the threshold exactly if it is above this.
float largest_float_up_to(double threshold) {
  const auto nearest = static_cast<float>(threshold);
  return static_cast<double>(nearest) > threshold
             ? std::nextafter(nearest, -std::numeric_limits<float>::infinity())
             : nearest;
}

// One row of scores after the other, since a row is contiguous: the best score of each anchor first, and only
// for those above the threshold the class that has it.
template <class Element>
bool find_in_channels(const Head& head, float threshold, const std::atomic<bool>& cancelled,
                      std::vector<Candidate>& found) {
  const size_t anchors = head.anchors;
  const auto* const scores = static_cast<const Element*>(head.data) + first_class(head) * anchors;
  std::array<float, kTile> best;
  for (size_t begin = 0; begin < anchors; begin += kTile) {
    if (cancelled.load(std::memory_order_relaxed)) return false;
    const size_t count = std::min(kTile, anchors - begin);
    best.fill(-std::numeric_limits<float>::infinity());
    for (size_t c = 0; c < head.classes; ++c) {
      const Element* const row = scores + c * anchors + begin;
      for (size_t i = 0; i < count; ++i) {
        const float score = as_float(row[i]);
        best[i] = score > best[i] ? score : best[i];
      }
    }
    for (size_t i = 0; i < count; ++i) {
      if (!(best[i] > threshold)) continue;
      // The bound is for memory that somebody changes meanwhile: then no class may have that score any more.
      uint32_t class_id = 0;
      while (class_id + 1 < head.classes && as_float(scores[class_id * anchors + begin + i]) != best[i]) {
        ++class_id;
      }
      found.push_back({best[i], static_cast<uint32_t>(begin + i), class_id});
    }
  }
  return true;
}

template <class Element>
bool find_in_rows(const Head& head, float threshold, const std::atomic<bool>& cancelled,
                  std::vector<Candidate>& found) {
  const size_t width = channels(head);
  const auto* row = static_cast<const Element*>(head.data);
  for (uint32_t anchor = 0; anchor < head.anchors; ++anchor, row += width) {
    if (anchor % kTile == 0 && cancelled.load(std::memory_order_relaxed)) return false;
    const float objectness = as_float(row[4]);
    if (!(objectness > threshold)) continue;
    float best = -std::numeric_limits<float>::infinity();
    uint32_t class_id = 0;
    for (uint32_t c = 0; c < head.classes; ++c) {
      const float score = as_float(row[5 + c]);
      if (!(score > best)) continue;
      best = score;
      class_id = c;
    }
    const float score = objectness * best;
    if (score > threshold) found.push_back({score, anchor, class_id});
  }
  return true;
}

}  // namespace

bool find_candidates(const Head& head, double threshold, const std::atomic<bool>& cancelled,
                     std::vector<Candidate>& found) {
  const float bound = largest_float_up_to(threshold);
  const bool is_float = head.type == ElementType::kFloat32;
  if (head.layout == HeadLayout::kChannels) {
    return is_float ? find_in_channels<float>(head, bound, cancelled, found)
                    : find_in_channels<uint16_t>(head, bound, cancelled, found);
  }
  return is_float ? find_in_rows<float>(head, bound, cancelled, found)
                  : find_in_rows<uint16_t>(head, bound, cancelled, found);
}

}  // namespace ascend_rx::detections
