// What a preparation is of: picture, format and parts, from the arguments of a call. JavaScript thread.
#pragma once

#include <napi.h>

#include <vector>

#include "frames/image.h"
#include "frames/target.h"

namespace ascend_rx::addon {

struct PreparationArguments {
  frames::Image image;
  frames::TargetFormat format;
  std::vector<frames::Picture> pictures;
};

// AddonImage, AddonTargetFormat and AddonPicture[] of packages/native/lib/addon.ts. Throws
// std::invalid_argument for sizes that do not go together: TypeScript has checked them, but with wrong ones a
// thread would read or write out of bounds.
PreparationArguments preparation_arguments(const Napi::Object& image, const Napi::Object& format,
                                           const Napi::Array& pictures);

}  // namespace ascend_rx::addon
