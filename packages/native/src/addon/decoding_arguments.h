// What a decoding is of: a head, or prototypes of masks, and memory for what is read, from the arguments of a
// call. JavaScript thread.
#pragma once

#include <napi.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "detections/decode.h"
#include "detections/masks.h"

namespace ascend_rx::addon {

struct DecodingArguments {
  detections::Head head;
  detections::Selection selection;
  double* count = nullptr;  // how many rows there are
  double* rows = nullptr;
};

// Not copied, since its parts point to its numbers.
struct MaskArguments {
  MaskArguments() = default;
  MaskArguments(const MaskArguments&) = delete;
  MaskArguments& operator=(const MaskArguments&) = delete;

  detections::Prototypes prototypes;
  std::vector<double> numbers;  // has the coefficients of the parts
  std::vector<detections::MaskPart> parts;
  uint8_t* cells = nullptr;
};

// AddonHead, AddonSelection and the Float64Array of packages/native/lib/addon.ts. Throws
// std::invalid_argument for sizes that do not go together: TypeScript has checked them, but with wrong ones a
// thread would read or write out of bounds.
DecodingArguments decoding_arguments(const Napi::Object& head, const Napi::Object& selection,
                                     const Napi::Value& rows);

// AddonPrototypes, the Float64Array of parts and the Uint8Array of cells, alike.
std::shared_ptr<const MaskArguments> mask_arguments(const Napi::Object& prototypes, const Napi::Value& parts,
                                                    const Napi::Value& cells);

}  // namespace ascend_rx::addon
