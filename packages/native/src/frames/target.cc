#include "frames/target.h"

#include <stdexcept>

namespace ascend_rx::frames {

size_t element_bytes(ElementType type) {
  if (type == ElementType::kFloat32) return 4;
  return type == ElementType::kFloat16 ? 2 : 1;
}

size_t channel_count(const TargetFormat& format) { return format.channels == Channels::kGray ? 1 : 3; }

size_t target_bytes(const TargetFormat& format) {
  const size_t pixels = static_cast<size_t>(format.width) * static_cast<size_t>(format.height);
  if (format.layout == Layout::kNv12) return pixels / 2 * 3;
  return pixels * channel_count(format) * element_bytes(format.type);
}

void check(const TargetFormat& format, const Picture& picture, const Image& image) {
  const bool has_pixels =
      format.width > 0 && format.height > 0 && format.width <= kMaxSide && format.height <= kMaxSide;
  if (!has_pixels) throw std::invalid_argument("a side of the target is out of range");
  if (!is_inside(picture.source, image.width, image.height)) {
    throw std::invalid_argument("the source rectangle lies outside of the picture");
  }
  if (!is_inside(picture.content, format.width, format.height)) {
    throw std::invalid_argument("the content rectangle lies outside of the target");
  }
  if (format.layout == Layout::kNv12) {
    const Rect& content = picture.content;
    const int sides = format.width | format.height | content.x | content.y | content.width | content.height;
    if (format.type != ElementType::kUint8 || (sides & 1) != 0) {
      throw std::invalid_argument("NV12 takes uint8, and even sides");
    }
    if (format.keeps_yuv && !is_yuv(image.format)) {
      throw std::invalid_argument("the picture has no Y, U, V to keep");
    }
  }
  if (picture.data == nullptr || picture.bytes != target_bytes(format)) {
    throw std::invalid_argument("the memory has another size than the target");
  }
}

}  // namespace ascend_rx::frames
