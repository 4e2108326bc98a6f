// What a model takes of a picture, and where it is written. Any thread; memory is the caller's.
//
// An element of float32 or float16 is (v − mean[c]) · scale[c] of the 8-bit sample v of channel c, in float,
// each step rounded by itself; float16 is the nearest of that, half to even. An element of uint8 is v.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "frames/color.h"
#include "frames/image.h"

namespace ascend_rx::frames {

enum class ElementType : uint8_t { kFloat32, kFloat16, kUint8 };

enum class Layout : uint8_t {
  kNchw,  // planes of elements, one for each channel
  kNhwc,  // the channels of a pixel in turn
  kNv12,  // uint8: Y, then U and V in turn, of half the width and height. Both sides of the target are even
};

// In their order. Without effect for kNv12.
enum class Channels : uint8_t { kRgb, kBgr, kGray };

struct TargetFormat {
  ElementType type = ElementType::kFloat32;
  Layout layout = Layout::kNchw;
  Channels channels = Channels::kRgb;
  int32_t width = 0;
  int32_t height = 0;
  std::array<float, 3> mean{};            // by channel of the target, in units of 8-bit samples
  std::array<float, 3> scale{{1, 1, 1}};  // by channel of the target
  std::array<uint8_t, 3> fill{};  // R, G, B around the picture; Y, U, V for kNv12; the first for kGray
  ColorMatrix to_rgb;             // of pictures that are Y, U, V; for kGray see gray_rows.h
  ColorMatrix to_yuv;             // for kNv12
  bool keeps_yuv = false;         // for kNv12: Y, U, V of the picture are those of the target
};

// A part of the picture, and where it goes.
struct Picture {
  Rect source;   // in pixels of the picture
  Rect content;  // in pixels of the target; the rest is filled
  void* data = nullptr;
  size_t bytes = 0;
};

size_t element_bytes(ElementType type);
// For all layouts but kNv12.
size_t channel_count(const TargetFormat& format);
size_t target_bytes(const TargetFormat& format);

// Throws std::invalid_argument if a side is out of range, a rectangle lies outside, the layout does not go
// with the type, or the memory has another size than the target. For kNv12, `content` begins and ends at even
// pixels.
void check(const TargetFormat& format, const Picture& picture, const Image& image);

}  // namespace ascend_rx::frames
