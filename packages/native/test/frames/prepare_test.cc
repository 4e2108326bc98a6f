// prepare() is its scalar reference, bit for bit, for random sizes, strides, crops and formats. Memory has
// exactly its size, so AddressSanitizer sees what is read or written outside; in other builds guards around
// the target do.
#include "frames/prepare.h"

#include <atomic>
#include <cstring>
#include <string>
#include <vector>

#include "random_picture.h"
#include "test.h"

using namespace ascend_rx::frames;
using random_picture::Owned;
using random_picture::Random;

namespace {

constexpr PixelFormat formats[] = {PixelFormat::kYuv420p, PixelFormat::kNv12, PixelFormat::kRgb24,
                                   PixelFormat::kBgr24, PixelFormat::kGray};
const std::atomic<bool> never{false};

ColorMatrix matrix_from(Random& random) {
  ColorMatrix matrix;
  for (auto& row : matrix.rows) {
    for (float& weight : row) weight = static_cast<float>(random.between(-2000, 2000)) / 1000;
    row[3] = static_cast<float>(random.between(-200, 200));
  }
  return matrix;
}

TargetFormat format_from(Random& random, PixelFormat from) {
  TargetFormat format;
  format.type = static_cast<ElementType>(random.between(0, 2));
  format.layout = static_cast<Layout>(random.between(0, 2));
  format.channels = static_cast<Channels>(random.between(0, 2));
  format.width = random.between(1, 70);
  format.height = random.between(1, 50);
  if (format.layout == Layout::kNv12) {
    format.type = ElementType::kUint8;
    format.width = 2 * ((format.width + 1) / 2);
    format.height = 2 * ((format.height + 1) / 2);
    format.keeps_yuv = is_yuv(from) && random.chance();
  }
  for (size_t c = 0; c < 3; ++c) {
    format.mean[c] = static_cast<float>(random.between(0, 2550)) / 10;
    format.scale[c] = static_cast<float>(random.between(1, 1000)) / 7777;
    format.fill[c] = static_cast<uint8_t>(random.between(0, 255));
  }
  format.to_rgb = matrix_from(random);
  format.to_yuv = matrix_from(random);
  return format;
}

Rect even(Rect rect) {
  rect.x -= rect.x % 2;
  rect.y -= rect.y % 2;
  rect.width += rect.width % 2;
  rect.height += rect.height % 2;
  return rect;
}

// Exact sizes take ways of their own: the same size, and half of it.
Rect source_for(Random& random, const Image& image, const Rect& content) {
  const int32_t factor = random.between(0, 4);
  const int32_t columns = content.width * factor;
  const int32_t rows = content.height * factor;
  if (factor == 0 || columns > image.width || rows > image.height) {
    return random_picture::rect_in(random, image.width, image.height);
  }
  return {random.between(0, image.width - columns), random.between(0, image.height - rows), columns, rows};
}

std::vector<uint8_t> guarded(size_t bytes) { return std::vector<uint8_t>(bytes + 64, 0xa5); }

bool guards_hold(const std::vector<uint8_t>& memory) {
  for (size_t i = 0; i < 32; ++i) {
    if (memory[i] != 0xa5 || memory[memory.size() - 1 - i] != 0xa5) return false;
  }
  return true;
}

void check_one(uint32_t seed) {
  Random random(seed);
  const PixelFormat pixel_format = formats[random.between(0, 4)];
  const Owned owned =
      random_picture::picture(random, pixel_format, random.between(1, 150), random.between(1, 110));
  const TargetFormat format = format_from(random, pixel_format);
  Picture picture;
  picture.content = random_picture::rect_in(random, format.width, format.height);
  if (format.layout == Layout::kNv12) picture.content = even(picture.content);
  picture.source = source_for(random, owned.image, picture.content);
  picture.bytes = target_bytes(format);
  std::vector<uint8_t> exact(picture.bytes);
  std::vector<uint8_t> memory = guarded(picture.bytes);
  std::vector<uint8_t> expected = guarded(picture.bytes);
  check(owned.image);

  picture.data = expected.data() + 32;
  check(format, picture, owned.image);
  prepare_reference(owned.image, format, picture);
  picture.data = memory.data() + 32;
  CHECK(prepare(owned.image, format, picture, never));
  picture.data = exact.data();
  CHECK(prepare(owned.image, format, picture, never));

  if (!guards_hold(memory) || !guards_hold(expected)) {
    test::fail(__FILE__, __LINE__, "written outside: seed " + std::to_string(seed));
  }
  if (memory != expected || std::memcmp(exact.data(), expected.data() + 32, exact.size()) != 0) {
    test::fail(__FILE__, __LINE__, "differs from the reference: seed " + std::to_string(seed));
  }
}

}  // namespace

TEST(is_its_reference) {
  for (uint32_t seed = 1; seed <= 1500 && test::failures < 5; ++seed) check_one(seed);
}

TEST(many_parts_of_one_picture) {
  Random random(7);
  const Owned owned = random_picture::picture(random, PixelFormat::kNv12, 101, 67);
  const TargetFormat format = format_from(random, PixelFormat::kNv12);
  for (int32_t y = 0; y < 60; y += 7) {
    std::vector<uint8_t> memory(target_bytes(format));
    std::vector<uint8_t> expected(memory.size());
    Picture picture{{y, y, 101 - y, 5}, {0, 0, format.width, format.height}, memory.data(), memory.size()};
    CHECK(prepare(owned.image, format, picture, never));
    picture.data = expected.data();
    prepare_reference(owned.image, format, picture);
    CHECK(memory == expected);
  }
}

TEST(ends_when_it_is_cancelled) {
  Random random(3);
  for (const Layout layout : {Layout::kNchw, Layout::kNv12}) {
    for (const bool keeps : {false, true}) {
      const Owned owned = random_picture::picture(random, PixelFormat::kYuv420p, 40, 30);
      TargetFormat format;
      format.type = ElementType::kUint8;
      format.layout = layout;
      format.keeps_yuv = keeps;
      format.width = 40;
      format.height = 30;
      std::vector<uint8_t> memory(target_bytes(format));
      const std::atomic<bool> cancelled{true};
      const Picture picture{{0, 0, 40, 30}, {0, 0, 40, 30}, memory.data(), memory.size()};
      CHECK(!prepare(owned.image, format, picture, cancelled));
    }
  }
}
