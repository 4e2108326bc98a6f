// What a detector gives for each of its anchors, and where it lies in memory. Any thread; memory is the
// caller's.
//
// An anchor has four numbers of a box (centre x, centre y, width, height), scores of classes, and extras: an
// angle, coefficients of a mask, or keypoints.
#pragma once

#include <cstddef>
#include <cstdint>

#include "detections/elements.h"

namespace ascend_rx::detections {

enum class HeadLayout : uint8_t {
  kChannels,  // channels × anchors: box, scores, extras
  kRows,      // anchors × channels: box, objectness, scores, extras; a score is objectness × score
};

struct Head {
  const void* data = nullptr;
  size_t bytes = 0;
  ElementType type = ElementType::kFloat32;
  HeadLayout layout = HeadLayout::kChannels;
  uint32_t anchors = 0;
  uint32_t classes = 0;
  uint32_t extras = 0;
  bool is_rotated = false;  // the first extra is the angle of the box, in radians
};

// Channels before the scores.
inline size_t first_class(const Head& head) { return head.layout == HeadLayout::kChannels ? 4 : 5; }

inline size_t channels(const Head& head) { return first_class(head) + head.classes + head.extras; }

// Throws std::invalid_argument if the memory has another size than the head, or the head has no class.
void check(const Head& head);

// Element `channel` of an anchor. REQUIRES: a checked head, with Element as its type says.
template <class Element>
inline float element(const Head& head, uint32_t anchor, size_t channel) {
  const auto* const data = static_cast<const Element*>(head.data);
  const size_t index = head.layout == HeadLayout::kChannels ? channel * head.anchors + anchor
                                                            : anchor * channels(head) + channel;
  return as_float(data[index]);
}

inline float element(const Head& head, uint32_t anchor, size_t channel) {
  return head.type == ElementType::kFloat32 ? element<float>(head, anchor, channel)
                                            : element<uint16_t>(head, anchor, channel);
}

}  // namespace ascend_rx::detections
