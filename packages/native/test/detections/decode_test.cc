// decode() is its definition, for random heads: ties, NaN, infinities, boxes without area, thresholds of any
// kind. The definition is written here once more, in the simplest way: all classes of one anchor after the
// other, and every pair.
#include "detections/decode.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/float16.h"
#include "detections/overlap.h"
#include "random_numbers.h"
#include "test.h"

using namespace ascend_rx::detections;
using random_numbers::Random;

namespace {

const std::atomic<bool> never{false};

struct Owned {
  Head head;
  std::vector<float> values;  // by anchor, then by channel
  std::unique_ptr<uint8_t[]> memory;
};

float value_of(Random& random, const Head& head, size_t channel) {
  const size_t first = first_class(head);
  if (channel < 2) return random.strange(random.number(0, 64));
  if (channel < 4) return random.strange(random.number(-1, 30));
  if (channel < first + head.classes) return random.strange(random.number(-0.2F, 1));
  return random.strange(random.number(-2, 2));
}

Owned head_from(Random& random) {
  Owned owned;
  Head& head = owned.head;
  head.type = static_cast<ElementType>(random.below(2));
  head.layout = static_cast<HeadLayout>(random.below(2));
  // More than one tile, now and then.
  head.anchors = random.one_in(20) ? 2000 + random.below(300) : random.below(60);
  head.classes = 1 + random.below(4);
  head.extras = random.below(4);
  head.is_rotated = head.extras > 0 && random.one_in(2);
  const size_t width = channels(head);
  head.bytes = width * head.anchors * element_bytes(head.type);
  owned.memory = std::make_unique<uint8_t[]>(head.bytes);
  head.data = owned.memory.get();
  owned.values.resize(width * head.anchors);
  for (size_t anchor = 0; anchor < head.anchors; ++anchor) {
    for (size_t channel = 0; channel < width; ++channel) {
      const float value = value_of(random, head, channel);
      const size_t index =
          head.layout == HeadLayout::kRows ? anchor * width + channel : channel * head.anchors + anchor;
      const uint16_t half = ascend_rx::float_to_float16(value);
      const bool is_half = head.type == ElementType::kFloat16;
      owned.values[anchor * width + channel] = is_half ? ascend_rx::float16_to_float(half) : value;
      if (is_half) {
        std::memcpy(owned.memory.get() + 2 * index, &half, sizeof half);
      } else {
        std::memcpy(owned.memory.get() + 4 * index, &value, sizeof value);
      }
    }
  }
  check(head);
  return owned;
}

Selection selection_from(Random& random, const Head& head) {
  Selection selection;
  constexpr double scores[] = {-1, 0, 0.25, 0.3, 0.7, 1};
  constexpr double ious[] = {0, 0.1, 0.45, 0.7, 1};
  selection.score_threshold = scores[random.below(6)];
  selection.iou_threshold = ious[random.below(5)];
  selection.max_candidates = random.one_in(4) ? random.below(20) : 30000;
  selection.max_detections = random.one_in(4) ? random.below(5) : 300;
  if (random.one_in(4)) {
    for (uint32_t c = 0; c < head.classes; ++c) selection.wanted.push_back(random.below(2) != 0 ? 1 : 0);
  }
  return selection;
}

struct Found {
  uint32_t anchor = 0;
  uint32_t class_id = 0;
  float score = 0;
};

std::vector<Found> candidates_of(const Owned& owned, const Selection& selection) {
  const Head& head = owned.head;
  const size_t first = first_class(head);
  std::vector<Found> all;
  for (uint32_t anchor = 0; anchor < head.anchors; ++anchor) {
    const float* const row = owned.values.data() + anchor * channels(head);
    int best = -1;
    for (uint32_t c = 0; c < head.classes; ++c) {
      if (std::isnan(row[first + c])) continue;
      if (best < 0 || row[first + c] > row[first + static_cast<size_t>(best)]) best = static_cast<int>(c);
    }
    if (best < 0) continue;
    float score = row[first + static_cast<size_t>(best)];
    if (head.layout == HeadLayout::kRows) {
      if (!(static_cast<double>(row[4]) > selection.score_threshold)) continue;
      score = row[4] * score;
    }
    if (!(static_cast<double>(score) > selection.score_threshold) || !std::isfinite(score)) continue;
    if (!selection.wanted.empty() && selection.wanted[static_cast<size_t>(best)] == 0) continue;
    bool is_finite =
        std::isfinite(row[0]) && std::isfinite(row[1]) && std::isfinite(row[2]) && std::isfinite(row[3]);
    if (head.is_rotated) is_finite = is_finite && std::isfinite(row[first + head.classes]);
    if (!is_finite || row[2] <= 0 || row[3] <= 0) continue;
    all.push_back({anchor, static_cast<uint32_t>(best), score});
  }
  std::stable_sort(all.begin(), all.end(), [](const Found& a, const Found& b) { return a.score > b.score; });
  if (all.size() > selection.max_candidates) all.resize(selection.max_candidates);
  return all;
}

bool are_too_close(const Owned& owned, const Selection& selection, const Found& a, const Found& b) {
  const Head& head = owned.head;
  if (a.class_id != b.class_id) return false;
  const float* const p = owned.values.data() + a.anchor * channels(head);
  const float* const q = owned.values.data() + b.anchor * channels(head);
  const size_t angle = first_class(head) + head.classes;
  const auto d = [](float value) { return static_cast<double>(value); };
  if (head.is_rotated) {
    return probabilistic_iou(gaussian_of(d(p[0]), d(p[1]), d(p[2]), d(p[3]), d(p[angle])),
                             gaussian_of(d(q[0]), d(q[1]), d(q[2]), d(q[3]), d(q[angle]))) >=
           selection.iou_threshold;
  }
  return iou(box_of(d(p[0]), d(p[1]), d(p[2]), d(p[3])), box_of(d(q[0]), d(q[1]), d(q[2]), d(q[3]))) >
         selection.iou_threshold;
}

std::vector<Found> expected_of(const Owned& owned, const Selection& selection) {
  std::vector<Found> kept;
  for (const Found& candidate : candidates_of(owned, selection)) {
    const bool is_suppressed = std::any_of(kept.begin(), kept.end(), [&](const Found& better) {
      return are_too_close(owned, selection, better, candidate);
    });
    if (!is_suppressed && kept.size() < selection.max_detections) kept.push_back(candidate);
  }
  return kept;
}

bool is_row(const Owned& owned, const Found& found, const double* row) {
  const Head& head = owned.head;
  const float* const values = owned.values.data() + found.anchor * channels(head);
  const double x = static_cast<double>(values[0]);
  const double y = static_cast<double>(values[1]);
  const double w = static_cast<double>(values[2]);
  const double h = static_cast<double>(values[3]);
  std::vector<double> expected = {x - w / 2, y - h / 2, x + w / 2, y + h / 2};
  if (head.is_rotated) expected = {x, y, w, h};
  expected.push_back(static_cast<double>(found.score));
  expected.push_back(found.class_id);
  for (size_t i = 0; i < head.extras; ++i) {
    expected.push_back(static_cast<double>(values[first_class(head) + head.classes + i]));
  }
  for (size_t i = 0; i < expected.size(); ++i) {
    if (row[i] != expected[i] && !(std::isnan(row[i]) && std::isnan(expected[i]))) return false;
  }
  return expected.size() == row_length(head);
}

void check_one(uint32_t seed) {
  Random random(seed);
  const Owned owned = head_from(random);
  const Selection selection = selection_from(random, owned.head);
  const std::vector<Found> expected = expected_of(owned, selection);
  const size_t most = std::min<size_t>(selection.max_detections, owned.head.anchors);
  const auto rows = std::make_unique<double[]>(most * row_length(owned.head));
  const auto count = decode(owned.head, selection, rows.get(), never);
  bool is_same = count == expected.size();
  for (size_t i = 0; is_same && i < expected.size(); ++i) {
    is_same = is_row(owned, expected[i], rows.get() + i * row_length(owned.head));
  }
  if (!is_same) test::fail(__FILE__, __LINE__, "is not its definition: seed " + std::to_string(seed));
}

}  // namespace

TEST(elements_of_float16_are_as_defined) {
  for (uint32_t half = 0; half < 65536; ++half) {
    const float value = as_float(static_cast<uint16_t>(half));
    const float expected = ascend_rx::float16_to_float(static_cast<uint16_t>(half));
    CHECK(std::isnan(expected) ? std::isnan(value)
                               : value == expected && std::signbit(value) == std::signbit(expected));
  }
}

TEST(is_its_definition) {
  for (uint32_t seed = 1; seed <= 3000 && test::failures < 5; ++seed) check_one(seed);
}

TEST(a_head_of_another_size_is_refused) {
  Head head;
  head.anchors = 10;
  head.classes = 2;
  const auto refuses = [&] {
    try {
      check(head);
      return false;
    } catch (const std::invalid_argument&) {
      return true;
    }
  };
  head.bytes = 10 * 6 * 4;
  CHECK(!refuses());
  head.type = ElementType::kFloat16;
  CHECK(refuses());
  head.bytes = 10 * 6 * 2;
  CHECK(!refuses());
  head.layout = HeadLayout::kRows;
  CHECK(refuses());
  head.bytes = 10 * 7 * 2;
  CHECK(!refuses());
  head.is_rotated = true;
  CHECK(refuses());
  head.classes = 0;
  CHECK(refuses());
  head.classes = UINT32_MAX;
  head.extras = UINT32_MAX;
  head.anchors = UINT32_MAX;
  CHECK(refuses());
}

TEST(ends_when_it_is_cancelled) {
  const std::atomic<bool> cancelled{true};
  for (const HeadLayout layout : {HeadLayout::kChannels, HeadLayout::kRows}) {
    const std::vector<float> data(700, 1.0F);
    Head head;
    head.layout = layout;
    head.data = data.data();
    head.classes = layout == HeadLayout::kChannels ? 3 : 2;
    head.anchors = 100;
    head.bytes = 2800;
    check(head);
    Selection selection;
    selection.max_candidates = selection.max_detections = 100;
    std::vector<double> rows(600);
    CHECK(!decode(head, selection, rows.data(), cancelled));
  }
}
