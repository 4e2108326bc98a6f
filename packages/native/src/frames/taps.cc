#include "frames/taps.h"

#include <algorithm>
#include <cmath>

namespace ascend_rx::frames {
namespace {

constexpr float kOne = 2048;

// Half to even, which is how every thread rounds unless somebody changes that.
int16_t weight_of(float share) { return static_cast<int16_t>(std::lrint(share * kOne)); }

Tap of_doubled(const Tap& tap) {
  const int32_t first = tap.first / 2;
  const int32_t second = tap.second / 2;
  if (first != second) return {first, second, tap.first_weight, tap.second_weight};
  return {first, first, static_cast<int16_t>(tap.first_weight + tap.second_weight), 0};
}

}  // namespace

Tap tap_of(const Axis& axis, int32_t output) {
  const double scale = 1.0 / (static_cast<double>(axis.output) / static_cast<double>(axis.length));
  double exact = (output + 0.5) * scale;
  int32_t begin = axis.begin;
  int32_t end = axis.begin + axis.length;
  if (axis.sampling == Sampling::kHalved) {
    exact = exact / 2 + (begin % 2) / 2.0;
    begin /= 2;
    end = (end + 1) / 2;
  }
  const auto position = static_cast<float>(exact - 0.5);
  const float floor = std::floor(position);
  float share = position - floor;
  const auto index = static_cast<int32_t>(floor);
  const int32_t last = end - begin - 1;
  if (axis.along_row && (index < 0 || index >= last)) share = 0;
  const Tap tap{begin + std::clamp(index, 0, last), begin + std::clamp(index + 1, 0, last),
                weight_of(1 - share), weight_of(share)};
  return axis.sampling == Sampling::kDoubled ? of_doubled(tap) : tap;
}

std::vector<Tap> taps_of(const Axis& axis) {
  std::vector<Tap> taps(static_cast<size_t>(axis.output));
  for (int32_t i = 0; i < axis.output; ++i) taps[static_cast<size_t>(i)] = tap_of(axis, i);
  return taps;
}

bool is_identity(const std::vector<Tap>& taps) {
  const int32_t begin = taps.front().first;
  int32_t next = begin;
  return std::all_of(taps.begin(), taps.end(),
                     [&](const Tap& tap) { return tap.second_weight == 0 && tap.first == next++; });
}

bool is_halving(const Axis& columns, const Axis& rows) {
  return columns.sampling == Sampling::kPixels && columns.length == 2 * columns.output &&
         rows.length == 2 * rows.output;
}

}  // namespace ascend_rx::frames
