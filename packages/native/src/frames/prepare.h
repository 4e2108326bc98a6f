// Makes a model's input of a picture: a part of the picture is resized, its colour is converted, and it is
// written as the model takes it. Any thread, several at once over the same picture.
//
// A picture of R, G, B, or gray, is resized as it is (plane_resizer.h). Of a picture of Y, U, V each plane is
// resized by itself to the size of the content, and R, G, B come of the three (color.h). Gray comes of what
// was resized (gray_rows.h). So every step gives 8-bit samples.
#pragma once

#include <atomic>

#include "frames/image.h"
#include "frames/target.h"

namespace ascend_rx::frames {

// False: `cancelled` was set meanwhile, and the memory holds a part of the picture at most. REQUIRES: check()
// of image and picture. Throws std::bad_alloc.
bool prepare(const Image& image, const TargetFormat& format, const Picture& picture,
             const std::atomic<bool>& cancelled);

// The same, sample by sample, as the formulas say it: what prepare() is tested against.
void prepare_reference(const Image& image, const TargetFormat& format, const Picture& picture);

}  // namespace ascend_rx::frames
