// prepare_reference(): one function for each formula of taps.h, plane_resizer.h, color.h and target.h.
#include <array>
#include <cstring>

#include "base/float16.h"
#include "frames/gray_rows.h"
#include "frames/prepare.h"
#include "frames/taps.h"

namespace ascend_rx::frames {
namespace {

using Pixel = std::array<uint8_t, 3>;

// One channel of one plane, resized to `columns` × `rows`.
struct Channel {
  const Plane& plane;
  size_t channels;
  Sampling sampling;
  size_t channel;
  Rect source;
  int32_t columns;
  int32_t rows;

  int sample(int32_t x, int32_t y) const {
    return plane.data[static_cast<size_t>(y) * plane.stride + static_cast<size_t>(x) * channels + channel];
  }

  uint8_t at(int32_t x, int32_t y) const {
    const Axis along_row{source.x, source.width, columns, sampling, true};
    const Axis along_column{source.y, source.height, rows, sampling, false};
    if (is_halving(along_row, along_column)) {
      const int32_t left = source.x + 2 * x;
      const int32_t top = source.y + 2 * y;
      const int sum =
          sample(left, top) + sample(left + 1, top) + sample(left, top + 1) + sample(left + 1, top + 1);
      return static_cast<uint8_t>((sum + 2) >> 2);
    }
    const Tap column = tap_of(along_row, x);
    const Tap row = tap_of(along_column, y);
    const auto line = [&](int32_t source_row) {
      return (sample(column.first, source_row) * column.first_weight +
              sample(column.second, source_row) * column.second_weight) >>
             4;
    };
    const int upper = (row.first_weight * line(row.first)) >> 16;
    const int lower = (row.second_weight * line(row.second)) >> 16;
    return static_cast<uint8_t>((upper + lower + 2) >> 2);
  }
};

// `halved`: as NV12 samples U and V.
Channel channel_of(const Image& image, size_t plane, size_t channel, const Picture& picture, bool halved) {
  const PlaneShape shape = plane_shape(image.format, plane);
  const Sampling sampling = !shape.subsampled ? Sampling::kPixels
                            : halved          ? Sampling::kHalved
                                              : Sampling::kDoubled;
  const int32_t unit = sampling == Sampling::kHalved ? 2 : 1;
  const Rect& content = picture.content;
  return {image.planes[plane],  shape.channels,       sampling, channel, picture.source,
          content.width / unit, content.height / unit};
}

// Y, U, V of a picture that has them; otherwise R, G, B.
std::array<Channel, 3> channels_of(const Image& image, const Picture& picture, bool halved) {
  const auto channel = [&](size_t plane, size_t index) {
    return channel_of(image, plane, index, picture, halved);
  };
  switch (image.format) {
    case PixelFormat::kYuv420p:
      return {channel(0, 0), channel(1, 0), channel(2, 0)};
    case PixelFormat::kNv12:
      return {channel(0, 0), channel(1, 0), channel(1, 1)};
    case PixelFormat::kRgb24:
      return {channel(0, 0), channel(0, 1), channel(0, 2)};
    case PixelFormat::kBgr24:
      return {channel(0, 2), channel(0, 1), channel(0, 0)};
    case PixelFormat::kGray:
      break;
  }
  return {channel(0, 0), channel(0, 0), channel(0, 0)};
}

Pixel pixel_of(const std::array<Channel, 3>& channels, int32_t x, int32_t y) {
  return {channels[0].at(x, y), channels[1].at(x, y), channels[2].at(x, y)};
}

Pixel rgb_of(const Image& image, const TargetFormat& format, const std::array<Channel, 3>& channels,
             int32_t x, int32_t y) {
  const Pixel pixel = pixel_of(channels, x, y);
  if (!is_yuv(image.format)) return pixel;
  Pixel rgb{};
  for (size_t c = 0; c < 3; ++c) rgb[c] = transform(format.to_rgb.rows[c], pixel[0], pixel[1], pixel[2]);
  return rgb;
}

uint8_t gray_at(const Image& image, const TargetFormat& format, const std::array<Channel, 3>& channels,
                int32_t x, int32_t y) {
  if (is_yuv(image.format)) return transform(luma_row(format.to_rgb), channels[0].at(x, y), 0, 0);
  const Pixel rgb = pixel_of(channels, x, y);
  return gray_of(rgb[0], rgb[1], rgb[2]);
}

// What is written of a pixel of the content: R, G, B, or gray as the first.
Pixel target_pixel(const Image& image, const TargetFormat& format, const std::array<Channel, 3>& channels,
                   int32_t x, int32_t y) {
  if (format.channels == Channels::kGray) return {gray_at(image, format, channels, x, y)};
  return rgb_of(image, format, channels, x, y);
}

void write_element(const TargetFormat& format, void* data, size_t index, size_t channel, uint8_t sample) {
  const float normalised = (static_cast<float>(sample) - format.mean[channel]) * format.scale[channel];
  const uint16_t half = float_to_float16(normalised);
  const size_t size = element_bytes(format.type);
  const void* const element = size == 4   ? static_cast<const void*>(&normalised)
                              : size == 2 ? static_cast<const void*>(&half)
                                          : static_cast<const void*>(&sample);
  std::memcpy(static_cast<uint8_t*>(data) + index * size, element, size);
}

bool is_in(const Rect& rect, int32_t x, int32_t y) {
  return x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;
}

void write_elements(const Image& image, const TargetFormat& format, const Picture& picture) {
  const std::array<Channel, 3> channels = channels_of(image, picture, false);
  const Rect& content = picture.content;
  const auto width = static_cast<size_t>(format.width);
  const size_t area = width * static_cast<size_t>(format.height);
  const size_t count = channel_count(format);
  for (int32_t y = 0; y < format.height; ++y) {
    for (int32_t x = 0; x < format.width; ++x) {
      const Pixel samples = is_in(content, x, y)
                                ? target_pixel(image, format, channels, x - content.x, y - content.y)
                                : format.fill;
      const size_t pixel = static_cast<size_t>(y) * width + static_cast<size_t>(x);
      for (size_t c = 0; c < count; ++c) {
        const size_t index = format.layout == Layout::kNchw ? c * area + pixel : count * pixel + c;
        write_element(format, picture.data, index, c, samples[format.channels == Channels::kBgr ? 2 - c : c]);
      }
    }
  }
}

// What NV12 has of the content: Y at a pixel, or U and V of two columns and two rows.
struct Nv12Samples {
  const Image& image;
  const TargetFormat& format;
  std::array<Channel, 3> full;
  std::array<Channel, 3> halved;

  uint8_t luma(int32_t x, int32_t y) const {
    if (format.keeps_yuv) return full[0].at(x, y);
    const Pixel rgb = rgb_of(image, format, full, x, y);
    return transform(format.to_yuv.rows[0], rgb[0], rgb[1], rgb[2]);
  }

  uint8_t chroma(size_t channel, int32_t x, int32_t y) const {
    if (format.keeps_yuv) return halved[channel].at(x, y);
    std::array<float, 3> mean{};
    for (int32_t i = 0; i < 4; ++i) {
      const Pixel rgb = rgb_of(image, format, full, 2 * x + i % 2, 2 * y + i / 2);
      for (size_t c = 0; c < 3; ++c) mean[c] += static_cast<float>(rgb[c]) * 0.25F;
    }
    return transform(format.to_yuv.rows[channel], mean[0], mean[1], mean[2]);
  }
};

void write_nv12(const Image& image, const TargetFormat& format, const Picture& picture) {
  const Nv12Samples samples{image, format, channels_of(image, picture, false),
                            channels_of(image, picture, true)};
  const Rect& content = picture.content;
  auto* next = static_cast<uint8_t*>(picture.data);
  for (int32_t y = 0; y < format.height; ++y) {
    for (int32_t x = 0; x < format.width; ++x) {
      *next++ = is_in(content, x, y) ? samples.luma(x - content.x, y - content.y) : format.fill[0];
    }
  }
  for (int32_t y = 0; y < format.height; y += 2) {
    for (int32_t x = 0; x < format.width; x += 2) {
      for (size_t c = 1; c < 3; ++c) {
        *next++ = is_in(content, x, y) ? samples.chroma(c, (x - content.x) / 2, (y - content.y) / 2)
                                       : format.fill[c];
      }
    }
  }
}

}  // namespace

void prepare_reference(const Image& image, const TargetFormat& format, const Picture& picture) {
  if (format.layout == Layout::kNv12) {
    write_nv12(image, format, picture);
  } else {
    write_elements(image, format, picture);
  }
}

}  // namespace ascend_rx::frames
