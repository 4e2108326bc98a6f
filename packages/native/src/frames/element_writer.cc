#include "frames/element_writer.h"

#include <algorithm>

#include "base/float16.h"

namespace ascend_rx::frames {
namespace {

// What makes an element of a sample, for one channel.
struct FloatChannel {
  float mean;
  float scale;
  float operator()(uint8_t sample) const { return (static_cast<float>(sample) - mean) * scale; }
};

struct HalfChannel {
  const uint16_t* elements;
  uint16_t operator()(uint8_t sample) const { return elements[sample]; }
};

struct ByteChannel {
  uint8_t operator()(uint8_t sample) const { return sample; }
};

template <class Element, class Channel>
void convert_line(const uint8_t* samples, size_t size, Channel channel, Element* line) {
  for (size_t i = 0; i < size; ++i) line[i] = channel(samples[i]);
}

}  // namespace

ElementWriter::ElementWriter(const TargetFormat& format, const Picture& picture)
    : format_(format), content_(picture.content), data_(picture.data) {
  if (format.type != ElementType::kFloat16) return;
  halves_.resize(3);
  for (size_t c = 0; c < 3; ++c) {
    const FloatChannel channel{format.mean[c], format.scale[c]};
    for (size_t i = 0; i < 256; ++i) halves_[c][i] = float_to_float16(channel(static_cast<uint8_t>(i)));
  }
}

void ElementWriter::write(int32_t y, const Samples& rgb) {
  write_rows(content_.y + y, content_.y + y + 1, &rgb);
}

void ElementWriter::fill_around() {
  write_rows(0, content_.y, nullptr);
  write_rows(content_.y + content_.height, format_.height, nullptr);
}

void ElementWriter::write_rows(int32_t begin, int32_t end, const Samples* rgb) {
  const auto& mean = format_.mean;
  const auto& scale = format_.scale;
  switch (format_.type) {
    case ElementType::kFloat32:
      return write_rows<float, FloatChannel>(
          begin, end, rgb, {{{mean[0], scale[0]}, {mean[1], scale[1]}, {mean[2], scale[2]}}});
    case ElementType::kFloat16:
      return write_rows<uint16_t, HalfChannel>(
          begin, end, rgb, {{{halves_[0].data()}, {halves_[1].data()}, {halves_[2].data()}}});
    case ElementType::kUint8:
      return write_rows<uint8_t, ByteChannel>(begin, end, rgb, {});
  }
}

// Without `rgb`, rows that are filled from end to end.
template <class Element, class Channel>
void ElementWriter::write_rows(int32_t begin, int32_t end, const Samples* rgb,
                               const std::array<Channel, 3>& channels) {
  auto* const elements = static_cast<Element*>(data_);
  const auto width = static_cast<size_t>(format_.width);
  const size_t area = width * static_cast<size_t>(format_.height);
  const size_t count = channel_count(format_);
  const size_t left = rgb == nullptr ? width : static_cast<size_t>(content_.x);
  const size_t columns = rgb == nullptr ? 0 : static_cast<size_t>(content_.width);
  for (int32_t row = begin; row < end; ++row) {
    const size_t offset = static_cast<size_t>(row) * width;
    for (size_t c = 0; c < count; ++c) {
      const size_t color = format_.channels == Channels::kBgr ? 2 - c : c;
      const Channel channel = channels[c];
      const Element filled = channel(format_.fill[color]);
      if (format_.layout == Layout::kNchw || count == 1) {
        Element* const line = elements + c * area + offset;
        std::fill(line, line + left, filled);
        if (rgb != nullptr) convert_line(rgb->at(color), columns, channel, line + left);
        std::fill(line + left + columns, line + width, filled);
      } else {
        Element* const line = elements + 3 * offset + c;
        for (size_t i = 0; i < left; ++i) line[3 * i] = filled;
        for (size_t i = 0; i < columns; ++i) line[3 * (left + i)] = channel(rgb->at(color)[i]);
        for (size_t i = left + columns; i < width; ++i) line[3 * i] = filled;
      }
    }
  }
}

}  // namespace ascend_rx::frames
