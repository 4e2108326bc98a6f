// Gears: the sizes for which a model with symbolic dims is made. They are declared beside the model or in its
// metadata (see docs/dynamic-shapes.md), because the ONNX format has no place for them. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/tensors/model_info.h"

namespace ascend_rx::runtime {

struct Gears {
  DynamicShapes::Kind kind = DynamicShapes::Kind::batch;
  // As declared: a batch size; height and width; or a value for each unknown dim of all inputs, in order.
  std::vector<std::vector<int64_t>> values;

  // Throws Failure 145021 that names the mistake; `place` names the declaration.
  static Gears parse(const std::string& json, const std::string& place);
  // The gears in the file beside the model; nothing when there is no such file. Throws like parse().
  static std::optional<Gears> beside(const std::string& model);

  // Gives a size to the unknown dims that no gear of this kind names: with gears for height and width, the
  // batch.
  void fix_others(std::vector<TensorInfo>& inputs) const;

  // The inputs in one gear, with all dims known. Throws Failure 145021 where the gears do not fit the model.
  std::vector<TensorInfo> apply(std::vector<TensorInfo> inputs, size_t gear) const;

 private:
  void check_picture(const TensorInfo& input, size_t gear) const;
};

}  // namespace ascend_rx::runtime
