// Pictures, targets and rectangles that do not fit are refused before a byte is read or written.
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include "frames/target.h"
#include "test.h"

using namespace ascend_rx::frames;

namespace {

template <class Action>
bool refuses(Action&& action) {
  try {
    action();
  } catch (const std::invalid_argument&) {
    return true;
  }
  return false;
}

Image yuv420p(int32_t width, int32_t height, const std::vector<uint8_t>& memory) {
  Image image;
  image.format = PixelFormat::kYuv420p;
  image.width = width;
  image.height = height;
  const auto columns = static_cast<size_t>(width);
  const auto rows = static_cast<size_t>(height);
  image.planes[0] = {memory.data(), columns * rows, columns};
  for (size_t i = 1; i < 3; ++i) {
    image.planes[i] = {memory.data(), (columns + 1) / 2 * ((rows + 1) / 2), (columns + 1) / 2};
  }
  return image;
}

const std::vector<uint8_t>& memory() {
  static const std::vector<uint8_t> bytes(1 << 16);
  return bytes;
}

}  // namespace

TEST(planes_that_are_too_short) {
  check(yuv420p(7, 5, memory()));
  for (size_t i = 0; i < 3; ++i) {
    Image image = yuv420p(7, 5, memory());
    --image.planes[i].bytes;
    CHECK(refuses([&] { check(image); }));
    image = yuv420p(7, 5, memory());
    --image.planes[i].stride;
    CHECK(refuses([&] { check(image); }));
    image = yuv420p(7, 5, memory());
    image.planes[i].data = nullptr;
    CHECK(refuses([&] { check(image); }));
    // stride · rows would overflow to something small.
    image = yuv420p(7, 5, memory());
    image.planes[i].stride = std::numeric_limits<size_t>::max() / 2 + 1;
    CHECK(refuses([&] { check(image); }));
  }
}

TEST(sides_that_are_out_of_range) {
  for (const int32_t side :
       {0, -1, kMaxSide + 1, std::numeric_limits<int32_t>::max(), std::numeric_limits<int32_t>::min()}) {
    Image image = yuv420p(2, 2, memory());
    image.width = side;
    CHECK(refuses([&] { check(image); }));
    image = yuv420p(2, 2, memory());
    image.height = side;
    CHECK(refuses([&] { check(image); }));
  }
}

TEST(the_stride_of_one_row_does_not_matter) {
  Image image = yuv420p(8, 1, memory());
  for (Plane& plane : image.planes) plane.stride = 0;
  check(image);
}

TEST(rectangles_outside) {
  constexpr int32_t big = std::numeric_limits<int32_t>::max();
  CHECK(is_inside({0, 0, 4, 3}, 4, 3));
  CHECK(is_inside({3, 2, 1, 1}, 4, 3));
  for (const Rect& rect : {Rect{0, 0, 5, 3}, Rect{0, 0, 4, 4}, Rect{1, 0, 4, 3}, Rect{0, 1, 4, 3},
                           Rect{-1, 0, 4, 3}, Rect{0, -1, 4, 3}, Rect{0, 0, 0, 3}, Rect{0, 0, 4, 0},
                           Rect{0, 0, -1, 3}, Rect{big, 0, 1, 1}, Rect{1, 0, big, 1}, Rect{0, big, 1, big}}) {
    CHECK(!is_inside(rect, 4, 3));
  }
}

TEST(targets_that_do_not_fit) {
  const Image image = yuv420p(8, 8, memory());
  std::vector<uint8_t> result(8 * 8 * 3 * 4);
  TargetFormat format;
  format.width = 8;
  format.height = 8;
  const Picture whole{{0, 0, 8, 8}, {0, 0, 8, 8}, result.data(), result.size()};
  check(format, whole, image);
  Picture picture = whole;
  --picture.bytes;
  CHECK(refuses([&] { check(format, picture, image); }));
  picture = whole;
  ++picture.bytes;
  CHECK(refuses([&] { check(format, picture, image); }));
  picture = whole;
  picture.data = nullptr;
  CHECK(refuses([&] { check(format, picture, image); }));
  picture = whole;
  picture.source.x = 1;
  CHECK(refuses([&] { check(format, picture, image); }));
  picture = whole;
  picture.content.y = 1;
  CHECK(refuses([&] { check(format, picture, image); }));
  for (const int32_t side : {0, -8, kMaxSide + 1}) {
    TargetFormat wrong = format;
    wrong.height = side;
    CHECK(refuses([&] { check(wrong, whole, image); }));
  }
}

TEST(nv12_takes_even_sides_and_bytes) {
  const Image image = yuv420p(8, 8, memory());
  std::vector<uint8_t> result(8 * 8 * 3 / 2);
  TargetFormat format;
  format.type = ElementType::kUint8;
  format.layout = Layout::kNv12;
  format.width = 8;
  format.height = 8;
  const Picture whole{{0, 0, 8, 8}, {0, 0, 8, 8}, result.data(), result.size()};
  check(format, whole, image);
  for (const Rect& content : {Rect{1, 0, 6, 6}, Rect{0, 1, 6, 6}, Rect{0, 0, 5, 6}, Rect{0, 0, 6, 5}}) {
    Picture picture = whole;
    picture.content = content;
    CHECK(refuses([&] { check(format, picture, image); }));
  }
  TargetFormat floats = format;
  floats.type = ElementType::kFloat32;
  CHECK(refuses([&] { check(floats, whole, image); }));
  TargetFormat kept = format;
  kept.keeps_yuv = true;
  check(kept, whole, image);
  Image gray = image;
  gray.format = PixelFormat::kGray;
  CHECK(refuses([&] { check(kept, whole, gray); }));
}
