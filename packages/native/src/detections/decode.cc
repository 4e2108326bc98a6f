#include "detections/decode.h"

#include <algorithm>
#include <cmath>

#include "detections/candidates.h"
#include "detections/overlap.h"

namespace ascend_rx::detections {
namespace {

// What the suppression compares. All four numbers of the box are finite, and it has an area.
struct Numbers {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
  double angle = 0;
};

Numbers numbers_of(const Head& head, uint32_t anchor) {
  const auto number = [&](size_t channel) { return static_cast<double>(element(head, anchor, channel)); };
  const double angle = head.is_rotated ? number(first_class(head) + head.classes) : 0;
  return {number(0), number(1), number(2), number(3), angle};
}

bool is_box(const Numbers& box) {
  for (const double number : {box.x, box.y, box.width, box.height, box.angle}) {
    if (!std::isfinite(number)) return false;
  }
  return box.width > 0 && box.height > 0;
}

bool comes_before(const Candidate& one, const Candidate& other) {
  return one.score != other.score ? one.score > other.score : one.anchor < other.anchor;
}

void keep_usable(const Head& head, const Selection& selection, std::vector<Candidate>& candidates) {
  const auto is_unusable = [&](const Candidate& candidate) {
    if (!std::isfinite(candidate.score)) return true;
    if (!selection.wanted.empty() && selection.wanted[candidate.class_id] == 0) return true;
    return !is_box(numbers_of(head, candidate.anchor));
  };
  candidates.erase(std::remove_if(candidates.begin(), candidates.end(), is_unusable), candidates.end());
}

void sort_best(size_t most, std::vector<Candidate>& candidates) {
  if (candidates.size() > most) {
    std::nth_element(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(most),
                     candidates.end(), comes_before);
    candidates.resize(most);
  }
  std::sort(candidates.begin(), candidates.end(), comes_before);
}

Box shape_of(const Numbers& box, const Box*) { return box_of(box.x, box.y, box.width, box.height); }
Gaussian shape_of(const Numbers& box, const Gaussian*) {
  return gaussian_of(box.x, box.y, box.width, box.height, box.angle);
}
bool overlap(const Box& one, const Box& other, double threshold) { return iou(one, other) > threshold; }
bool overlap(const Gaussian& one, const Gaussian& other, double threshold) {
  return probabilistic_iou(one, other) >= threshold;
}

// Leaves those that no better one of their class overlaps. Greedy: what is suppressed suppresses nothing.
template <class Shape>
bool suppress(const Head& head, const Selection& selection, const std::atomic<bool>& cancelled,
              std::vector<Candidate>& candidates) {
  struct Kept {
    Shape shape;
    uint32_t class_id;
  };
  std::vector<Kept> kept;
  kept.reserve(std::min(selection.max_detections, candidates.size()));
  for (const Candidate& candidate : candidates) {
    if (kept.size() == selection.max_detections) break;
    if (cancelled.load(std::memory_order_relaxed)) return false;
    const Shape shape = shape_of(numbers_of(head, candidate.anchor), static_cast<const Shape*>(nullptr));
    const bool is_suppressed = std::any_of(kept.begin(), kept.end(), [&](const Kept& better) {
      return better.class_id == candidate.class_id && overlap(better.shape, shape, selection.iou_threshold);
    });
    if (is_suppressed) continue;
    candidates[kept.size()] = candidate;
    kept.push_back({shape, candidate.class_id});
  }
  candidates.resize(kept.size());
  return true;
}

void write_row(const Head& head, const Candidate& candidate, double* row) {
  const Numbers numbers = numbers_of(head, candidate.anchor);
  if (head.is_rotated) {
    row[0] = numbers.x;
    row[1] = numbers.y;
    row[2] = numbers.width;
    row[3] = numbers.height;
  } else {
    const Box box = box_of(numbers.x, numbers.y, numbers.width, numbers.height);
    row[0] = box.x1;
    row[1] = box.y1;
    row[2] = box.x2;
    row[3] = box.y2;
  }
  row[4] = static_cast<double>(candidate.score);
  row[5] = candidate.class_id;
  const size_t first = first_class(head) + head.classes;
  for (size_t i = 0; i < head.extras; ++i) {
    row[6 + i] = static_cast<double>(element(head, candidate.anchor, first + i));
  }
}

}  // namespace

std::optional<size_t> decode(const Head& head, const Selection& selection, double* rows,
                             const std::atomic<bool>& cancelled) {
  std::vector<Candidate> candidates;
  if (!find_candidates(head, selection.score_threshold, cancelled, candidates)) return std::nullopt;
  keep_usable(head, selection, candidates);
  sort_best(selection.max_candidates, candidates);
  const bool is_done = head.is_rotated ? suppress<Gaussian>(head, selection, cancelled, candidates)
                                       : suppress<Box>(head, selection, cancelled, candidates);
  if (!is_done) return std::nullopt;
  for (size_t i = 0; i < candidates.size(); ++i) write_row(head, candidates[i], rows + i * row_length(head));
  return candidates.size();
}

}  // namespace ascend_rx::detections
