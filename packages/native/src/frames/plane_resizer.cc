#include "frames/plane_resizer.h"

#include <algorithm>

#include "frames/vector.h"

namespace ascend_rx::frames {
namespace {

template <size_t channels>
void resize_line(const uint8_t* source, const std::vector<Tap>& taps, int16_t* line) {
  for (const Tap& tap : taps) {
    const uint8_t* const first = source + static_cast<size_t>(tap.first) * channels;
    const uint8_t* const second = source + static_cast<size_t>(tap.second) * channels;
    for (size_t c = 0; c < channels; ++c) {
      *line++ = static_cast<int16_t>((first[c] * tap.first_weight + second[c] * tap.second_weight) >> 4);
    }
  }
}

// Every sample with the weight of the whole.
void widen_line(const uint8_t* source, size_t size, int16_t* line) {
  for (size_t i = 0; i < size; ++i) line[i] = static_cast<int16_t>(source[i] << 7);
}

// With one weight of 0 its line does not count: its product is 0.
void blend_one(const int16_t* line, int32_t weight, size_t size, uint8_t* output) {
  for (size_t i = 0; i < size; ++i) {
    const auto part = static_cast<int16_t>((line[i] * weight) >> 16);
    output[i] = static_cast<uint8_t>(static_cast<int16_t>(part + 2) >> 2);
  }
}

// Written so that compilers make one high multiplication of 16 bits of each product.
void blend_two(const int16_t* first, const int16_t* second, const Tap& tap, size_t size, uint8_t* output) {
  const int16_t first_weight = tap.first_weight;
  const int16_t second_weight = tap.second_weight;
  for (size_t i = 0; i < size; ++i) {
    const auto upper = static_cast<int16_t>((first[i] * first_weight) >> 16);
    const auto lower = static_cast<int16_t>((second[i] * second_weight) >> 16);
    output[i] = static_cast<uint8_t>(static_cast<int16_t>(upper + lower + 2) >> 2);
  }
}

uint8_t mean_of(const uint8_t* upper, const uint8_t* lower, size_t channels) {
  return static_cast<uint8_t>((upper[0] + upper[channels] + lower[0] + lower[channels] + 2) >> 2);
}

// Pairs of bytes are one word of a vector: its low half is one of them and its high half the other, in
// whichever order.
size_t halve_vectors(const uint8_t* upper, const uint8_t* lower, size_t size, uint8_t* output) {
  size_t done = 0;
  for (; done + 8 <= size; done += 8) {
    const auto above = load<Words8>(upper + 2 * done);
    const auto below = load<Words8>(lower + 2 * done);
    const Words8 sum = (above & 255) + (above >> 8) + (below & 255) + (below >> 8);
    store(output + done, __builtin_convertvector((sum + 2) >> 2, Bytes8));
  }
  return done;
}

}  // namespace

PlaneResizer::PlaneResizer(const Plane& plane, size_t channels, Sampling sampling, const Rect& source,
                           int32_t columns, int32_t rows)
    : plane_(plane), channels_(channels), source_(source), width_(static_cast<size_t>(columns) * channels) {
  const Axis along_row{source.x, source.width, columns, sampling, true};
  const Axis along_column{source.y, source.height, rows, sampling, false};
  if (is_halving(along_row, along_column)) {
    way_ = Way::kHalving;
    output_.resize(width_);
    return;
  }
  columns_ = taps_of(along_row);
  rows_ = taps_of(along_column);
  same_columns_ = is_identity(columns_);
  const bool same_rows =
      std::all_of(rows_.begin(), rows_.end(), [](const Tap& tap) { return tap.second_weight == 0; });
  if (same_columns_ && same_rows) {
    way_ = Way::kAsItIs;
    return;
  }
  output_.resize(width_);
  for (Line& line : lines_) line.samples.resize(width_);
}

const uint8_t* PlaneResizer::row(int32_t y) {
  if (way_ == Way::kHalving) {
    halve(y);
    return output_.data();
  }
  const Tap& tap = rows_[static_cast<size_t>(y)];
  if (way_ == Way::kAsItIs) {
    return source_row(tap.first) + static_cast<size_t>(columns_.front().first) * channels_;
  }
  blend(tap);
  return output_.data();
}

void PlaneResizer::halve(int32_t y) {
  const size_t begin = static_cast<size_t>(source_.x) * channels_;
  const uint8_t* const upper = source_row(source_.y + 2 * y) + begin;
  const uint8_t* const lower = source_row(source_.y + 2 * y + 1) + begin;
  for (size_t i = channels_ == 1 ? halve_vectors(upper, lower, width_, output_.data()) : 0; i < width_; ++i) {
    const size_t from = i + i / channels_ * channels_;
    output_[i] = mean_of(upper + from, lower + from, channels_);
  }
}

void PlaneResizer::blend(const Tap& tap) {
  if (tap.second_weight == 0) {
    blend_one(line(tap.first, tap.second), tap.first_weight, width_, output_.data());
  } else if (tap.first_weight == 0) {
    blend_one(line(tap.second, tap.first), tap.second_weight, width_, output_.data());
  } else {
    const int16_t* const first = line(tap.first, tap.second);
    blend_two(first, line(tap.second, tap.first), tap, width_, output_.data());
  }
}

// `other_row` is needed for the same output row: its line stays.
const int16_t* PlaneResizer::line(int32_t row, int32_t other_row) {
  for (const Line& line : lines_) {
    if (line.row == row) return line.samples.data();
  }
  Line& line = lines_[0].row == other_row ? lines_[1] : lines_[0];
  line.row = row;
  const uint8_t* const source = source_row(row);
  if (same_columns_) {
    const size_t begin = static_cast<size_t>(columns_.front().first) * channels_;
    widen_line(source + begin, width_, line.samples.data());
  } else if (channels_ == 1) {
    resize_line<1>(source, columns_, line.samples.data());
  } else if (channels_ == 2) {
    resize_line<2>(source, columns_, line.samples.data());
  } else {
    resize_line<3>(source, columns_, line.samples.data());
  }
  return line.samples.data();
}

}  // namespace ascend_rx::frames
