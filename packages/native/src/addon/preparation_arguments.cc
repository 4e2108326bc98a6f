#include "addon/preparation_arguments.h"

#include <stdexcept>

#include "addon/view.h"

namespace ascend_rx::addon {
namespace {

int32_t integer(const Napi::Object& object, const char* name) {
  return object.Get(name).As<Napi::Number>().Int32Value();
}

frames::ColorMatrix matrix_from(const double* numbers) {
  frames::ColorMatrix matrix;
  for (auto& row : matrix.rows) {
    for (float& weight : row) weight = static_cast<float>(*numbers++);
  }
  return matrix;
}

// The elements of a typed array that has so many of them.
template <class Element>
const Element* elements_of(const Napi::Object& object, const char* name, size_t count) {
  const View view = view_of(object.Env(), object.Get(name));
  if (view.bytes != count * sizeof(Element)) throw std::invalid_argument(name);
  return static_cast<const Element*>(view.data);
}

frames::Rect rect_from(const int32_t* numbers) { return {numbers[0], numbers[1], numbers[2], numbers[3]}; }

template <class Enum>
Enum enum_from(const Napi::Object& object, const char* name, Enum last) {
  const int32_t value = integer(object, name);
  if (value < 0 || value > static_cast<int32_t>(last)) throw std::invalid_argument(name);
  return static_cast<Enum>(value);
}

frames::Image image_from(const Napi::Object& object) {
  frames::Image image;
  image.format = enum_from(object, "pixelFormat", frames::PixelFormat::kGray);
  image.width = integer(object, "width");
  image.height = integer(object, "height");
  const Napi::Array planes = object.Get("planes").As<Napi::Array>();
  const Napi::Array strides = object.Get("strides").As<Napi::Array>();
  for (uint32_t i = 0; i < frames::plane_count(image.format); ++i) {
    const View view = view_of(object.Env(), planes.Get(i));
    const int64_t stride = strides.Get(i).As<Napi::Number>().Int64Value();
    if (stride < 0) throw std::invalid_argument("a stride is negative");
    image.planes[i] = {static_cast<const uint8_t*>(view.data), view.bytes, static_cast<size_t>(stride)};
  }
  frames::check(image);
  return image;
}

frames::TargetFormat format_from(const Napi::Object& object) {
  frames::TargetFormat format;
  format.type = enum_from(object, "type", frames::ElementType::kUint8);
  format.layout = enum_from(object, "layout", frames::Layout::kNv12);
  format.channels = enum_from(object, "channels", frames::Channels::kGray);
  format.width = integer(object, "width");
  format.height = integer(object, "height");
  const double* const numbers = elements_of<double>(object, "numbers", 33);
  for (size_t c = 0; c < 3; ++c) {
    format.mean[c] = static_cast<float>(numbers[c]);
    format.scale[c] = static_cast<float>(numbers[3 + c]);
    format.fill[c] = static_cast<uint8_t>(numbers[6 + c]);
  }
  format.to_rgb = matrix_from(numbers + 9);
  format.to_yuv = matrix_from(numbers + 21);
  format.keeps_yuv = object.Get("keepsYuv").ToBoolean();
  return format;
}

}  // namespace

PreparationArguments preparation_arguments(const Napi::Object& image, const Napi::Object& format,
                                           const Napi::Array& pictures) {
  PreparationArguments arguments{image_from(image), format_from(format), {}};
  const uint32_t count = pictures.Length();
  arguments.pictures.reserve(count);
  for (uint32_t i = 0; i < count; ++i) {
    const Napi::Object object = pictures.Get(i).As<Napi::Object>();
    const View view = view_of(object.Env(), object.Get("data"));
    const auto* const rectangles = elements_of<int32_t>(object, "rectangles", 8);
    // The memory is JavaScript's, which gives it to be written.
    const frames::Picture picture{rect_from(rectangles), rect_from(rectangles + 4),
                                  const_cast<void*>(view.data), view.bytes};
    frames::check(arguments.format, picture, arguments.image);
    arguments.pictures.push_back(picture);
  }
  return arguments;
}

}  // namespace ascend_rx::addon
