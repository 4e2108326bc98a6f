#include "frames/prepare.h"

#include <algorithm>
#include <vector>

#include "frames/element_writer.h"
#include "frames/gray_rows.h"
#include "frames/nv12_writer.h"
#include "frames/rgb_rows.h"

namespace ascend_rx::frames {
namespace {

bool is_set(const std::atomic<bool>& flag) { return flag.load(std::memory_order_relaxed); }

template <class Rows>
bool write_elements(Rows& rows, const TargetFormat& format, const Picture& picture,
                    const std::atomic<bool>& cancelled) {
  ElementWriter writer(format, picture);
  writer.fill_around();
  for (int32_t y = 0; y < picture.content.height; ++y) {
    if (is_set(cancelled)) return false;
    writer.write(y, rows.row(y));
  }
  return true;
}

// Y, U, V stay what they are.
bool write_planes(const Image& image, const Picture& picture, Nv12Writer& writer,
                  const std::atomic<bool>& cancelled) {
  const Rect& content = picture.content;
  std::vector<PlaneResizer> planes = resizers_of(image, picture.source, content.width, content.height, true);
  const auto columns = static_cast<size_t>(content.width) / 2;
  std::vector<uint8_t> u(columns);
  std::vector<uint8_t> v(columns);
  for (int32_t y = 0; y < content.height; ++y) {
    if (is_set(cancelled)) return false;
    writer.write_luma(y, planes[0].row(y));
    if (y % 2 != 0) continue;
    if (image.format == PixelFormat::kNv12) {
      separate_two(planes[1].row(y / 2), columns, u.data(), v.data());
      writer.write_chroma(y / 2, u.data(), v.data());
    } else {
      writer.write_chroma(y / 2, planes[1].row(y / 2), planes[2].row(y / 2));
    }
  }
  return true;
}

bool write_converted(RgbRows& rows, Nv12Writer& writer, const Rect& content,
                     const std::atomic<bool>& cancelled) {
  const auto columns = static_cast<size_t>(content.width);
  std::vector<uint8_t> memory(3 * columns);
  for (int32_t y = 0; y < content.height / 2; ++y) {
    if (is_set(cancelled)) return false;
    const Samples upper = rows.row(2 * y);
    Samples kept{};
    for (size_t c = 0; c < 3; ++c) {
      uint8_t* const copy = memory.data() + c * columns;
      std::copy(upper[c], upper[c] + columns, copy);
      kept[c] = copy;
    }
    writer.write_rgb(y, kept, rows.row(2 * y + 1));
  }
  return true;
}

}  // namespace

bool prepare(const Image& image, const TargetFormat& format, const Picture& picture,
             const std::atomic<bool>& cancelled) {
  const Rect& content = picture.content;
  if (format.layout == Layout::kNv12 && format.keeps_yuv) {
    Nv12Writer writer(format, picture);
    writer.fill_around();
    return write_planes(image, picture, writer, cancelled);
  }
  if (format.layout != Layout::kNv12 && format.channels == Channels::kGray) {
    GrayRows rows(image, picture.source, content.width, content.height, format.to_rgb);
    return write_elements(rows, format, picture, cancelled);
  }
  RgbRows rows(image, picture.source, content.width, content.height, format.to_rgb);
  if (format.layout == Layout::kNv12) {
    Nv12Writer writer(format, picture);
    writer.fill_around();
    return write_converted(rows, writer, content, cancelled);
  }
  return write_elements(rows, format, picture, cancelled);
}

}  // namespace ascend_rx::frames
