// Every pixel format with every matrix of the standards into every type and layout: prepare() is its
// reference, bit for bit, and the same on every processor. Sides at their bounds. Halves of float16.
#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/float16.h"
#include "frames/prepare.h"
#include "random_picture.h"
#include "test.h"

using namespace ascend_rx::frames;
using random_picture::Owned;
using random_picture::Random;

namespace {

constexpr PixelFormat formats[] = {PixelFormat::kYuv420p, PixelFormat::kNv12, PixelFormat::kRgb24,
                                   PixelFormat::kBgr24, PixelFormat::kGray};
const std::atomic<bool> never{false};

struct Standard {
  double kr;
  double kb;
  bool limited;
};
constexpr Standard standards[] = {
    {0.299, 0.114, true}, {0.299, 0.114, false}, {0.2126, 0.0722, true}, {0.2126, 0.0722, false}};

// Rows of three weights, and the constant that the bias of `black`, 128, 128 and the rounding make.
ColorMatrix rounded(const std::array<std::array<double, 3>, 3>& rows, const std::array<double, 3>& before,
                    const std::array<double, 3>& after) {
  ColorMatrix matrix;
  for (size_t i = 0; i < 3; ++i) {
    double constant = after[i] + 0.5;
    for (size_t j = 0; j < 3; ++j) {
      matrix.rows[i][j] = static_cast<float>(rows[i][j]);
      constant -= rows[i][j] * before[j];
    }
    matrix.rows[i][3] = static_cast<float>(constant);
  }
  return matrix;
}

ColorMatrix to_rgb(const Standard& of) {
  const double kg = 1 - of.kr - of.kb;
  const double w = of.limited ? 255.0 / 219 : 1;
  const double z = of.limited ? 255.0 / 224 : 1;
  const double red = 2 * (1 - of.kr) * z;
  const double blue = 2 * (1 - of.kb) * z;
  const double black = of.limited ? 16 : 0;
  return rounded({{{w, 0, red}, {w, -blue * of.kb / kg, -red * of.kr / kg}, {w, blue, 0}}}, {black, 128, 128},
                 {0, 0, 0});
}

ColorMatrix to_yuv(const Standard& of) {
  const double kg = 1 - of.kr - of.kb;
  const double w = of.limited ? 219.0 / 255 : 1;
  const double u = (of.limited ? 224.0 / 255 : 1) / (2 * (1 - of.kb));
  const double v = (of.limited ? 224.0 / 255 : 1) / (2 * (1 - of.kr));
  const double black = of.limited ? 16 : 0;
  return rounded({{{w * of.kr, w * kg, w * of.kb},
                   {-u * of.kr, -u * kg, u * (1 - of.kb)},
                   {v * (1 - of.kr), -v * kg, -v * of.kb}}},
                 {0, 0, 0}, {black, 128, 128});
}

// Of Y alone.
ColorMatrix to_gray(const Standard& of) {
  ColorMatrix matrix = to_rgb(of);
  matrix.rows[0][3] = of.limited ? static_cast<float>(-16 * 255.0 / 219 + 0.5) : 0.5F;
  return matrix;
}

// Compared with the reference; the bytes are added to `hash`.
void check_one(const Image& image, const TargetFormat& format, const Rect& source, const Rect& content,
               uint64_t& hash, const std::string& what) {
  std::vector<uint8_t> result(target_bytes(format), 0xa5);
  std::vector<uint8_t> expected(result.size(), 0x5a);
  Picture picture{source, content, expected.data(), expected.size()};
  check(image);
  check(format, picture, image);
  prepare_reference(image, format, picture);
  picture.data = result.data();
  CHECK(prepare(image, format, picture, never));
  if (result != expected) test::fail(__FILE__, __LINE__, "differs from the reference: " + what);
  for (const uint8_t byte : result) hash = (hash ^ byte) * 0x100000001b3;
}

TargetFormat format_of(const Standard& standard) {
  TargetFormat format;
  format.width = 38;
  format.height = 26;
  format.fill = {11, 114, 250};
  format.mean = {123.675F, 116.28F, 103.53F};
  format.scale = {1 / 58.395F, 1 / 57.12F, 1 / 57.375F};
  format.to_rgb = to_rgb(standard);
  format.to_yuv = to_yuv(standard);
  return format;
}

constexpr Rect content{2, 4, 34, 18};

void check_targets(const Image& image, const Standard& standard, const Rect& source, uint64_t& hash,
                   const std::string& what) {
  TargetFormat format = format_of(standard);
  for (const ElementType type : {ElementType::kFloat32, ElementType::kFloat16, ElementType::kUint8}) {
    for (const Layout layout : {Layout::kNchw, Layout::kNhwc}) {
      for (const Channels channels : {Channels::kRgb, Channels::kBgr}) {
        format.type = type;
        format.layout = layout;
        format.channels = channels;
        check_one(image, format, source, content, hash, what);
      }
    }
  }
  format.type = ElementType::kUint8;
  format.layout = Layout::kNv12;
  for (const bool keeps : {false, true}) {
    format.keeps_yuv = keeps;
    if (!keeps || is_yuv(image.format)) check_one(image, format, source, content, hash, what + " to NV12");
  }
}

void check_gray_targets(const Image& image, const Standard& standard, const Rect& source, uint64_t& hash,
                        const std::string& what) {
  TargetFormat format = format_of(standard);
  format.channels = Channels::kGray;
  format.to_rgb = to_gray(standard);
  for (const ElementType type : {ElementType::kFloat32, ElementType::kFloat16, ElementType::kUint8}) {
    for (const Layout layout : {Layout::kNchw, Layout::kNhwc}) {
      format.type = type;
      format.layout = layout;
      check_one(image, format, source, content, hash, what + " to gray");
    }
  }
}

void check_sides(PixelFormat pixel_format, int32_t width, int32_t height, int32_t columns, int32_t rows) {
  Random random(static_cast<uint32_t>(width + height));
  const Owned owned = random_picture::picture(random, pixel_format, width, height);
  TargetFormat format;
  format.type = ElementType::kUint8;
  format.width = columns;
  format.height = rows;
  format.to_rgb = to_rgb(standards[0]);
  uint64_t hash = 0;
  check_one(owned.image, format, {0, 0, width, height}, {0, 0, columns, rows}, hash,
            std::to_string(width) + " × " + std::to_string(height));
  // The last pixel alone.
  check_one(owned.image, format, {width - 1, height - 1, 1, 1}, {0, 0, columns, rows}, hash,
            "the last pixel");
}

uint16_t half_of(double value) { return ascend_rx::float_to_float16(static_cast<float>(value)); }

}  // namespace

TEST(are_their_reference_and_the_same_on_every_processor) {
  uint64_t hash = 0xcbf29ce484222325;
  uint64_t gray_hash = hash;
  for (const PixelFormat pixel_format : formats) {
    for (const Standard& standard : standards) {
      Random random(static_cast<uint32_t>(pixel_format) + 17);
      const Owned owned = random_picture::picture(random, pixel_format, 87, 53);
      const std::string what = "format " + std::to_string(static_cast<int>(pixel_format)) + ", Kr " +
                               std::to_string(standard.kr) + (standard.limited ? " limited" : " full");
      // As it is, half of it, at odd pixels, and enlarged.
      for (const Rect& source :
           {Rect{3, 5, 34, 18}, Rect{5, 3, 68, 36}, Rect{1, 1, 85, 51}, Rect{7, 9, 11, 5}}) {
        check_targets(owned.image, standard, source, hash, what);
        check_gray_targets(owned.image, standard, source, gray_hash, what);
      }
    }
  }
  // What x64 and arm64 gave (arm64 under QEMU).
  CHECK_EQ(hash, uint64_t{0x73e8fb4a47acfb4d});
  // What x64 gave.
  CHECK_EQ(gray_hash, uint64_t{0x46f73758de43e415});
}

TEST(pictures_of_one_pixel_and_of_the_longest_sides) {
  for (const PixelFormat pixel_format : formats) {
    check_sides(pixel_format, 1, 1, 1, 1);
    check_sides(pixel_format, 1, 1, 7, 5);
    check_sides(pixel_format, 2, 2, 1, 1);
    check_sides(pixel_format, 3, 1, 2, 4);
    check_sides(pixel_format, kMaxSide, 1, 5, 3);
    check_sides(pixel_format, 1, kMaxSide, 3, 5);
    check_sides(pixel_format, 3, 5, kMaxSide, 1);
    check_sides(pixel_format, 3, 5, 1, kMaxSide);
  }
}

TEST(float16_is_the_nearest_and_halves_go_to_even) {
  for (uint32_t half = 0; half < 0x7c00; ++half) {
    const auto bits = static_cast<uint16_t>(half);
    const double here = ascend_rx::float16_to_float(bits);
    // What would come after the largest number is 65536.
    const double next = half == 0x7bff ? 65536 : ascend_rx::float16_to_float(static_cast<uint16_t>(half + 1));
    const auto middle = static_cast<float>((here + next) / 2);
    const uint32_t even = half % 2 == 0 ? half : half + 1;
    CHECK_EQ(uint32_t{half_of(here)}, half);
    CHECK_EQ(uint32_t{half_of(middle)}, even);
    CHECK_EQ(uint32_t{half_of(std::nextafter(middle, 0.0F))}, half);
    CHECK_EQ(uint32_t{half_of(std::nextafter(middle, 1e9F))}, half + 1);
    CHECK_EQ(uint32_t{half_of(-middle)}, even | 0x8000U);
  }
  constexpr float infinity = std::numeric_limits<float>::infinity();
  CHECK_EQ(uint32_t{half_of(infinity)}, 0x7c00U);
  CHECK_EQ(uint32_t{half_of(-infinity)}, 0xfc00U);
  CHECK_EQ(uint32_t{half_of(1e30)}, 0x7c00U);
  CHECK(std::isnan(ascend_rx::float16_to_float(half_of(std::numeric_limits<double>::quiet_NaN()))));
}
