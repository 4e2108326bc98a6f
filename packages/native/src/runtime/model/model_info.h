// What a model's inputs and outputs are. Plain values.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "acl/acl.h"

namespace ascend_rx::runtime {

struct TensorInfo {
  std::string name;
  aclDataType type = ACL_DT_UNDEFINED;
  std::vector<int64_t> dims;  // below 0: known with the gear only
  size_t bytes = 0;           // of the largest gear
};

// What a run reads and writes: all dims known.
struct Shape {
  std::vector<TensorInfo> inputs;
  std::vector<TensorInfo> outputs;
};

// The gears of a model, by their place. Shared by all that describe the model.
struct DynamicShapes {
  enum class Kind { batch, height_width, dims };

  Kind kind = Kind::batch;
  // As clients name them: a batch size; height and width; or all dims of all inputs, one after the other.
  std::vector<std::vector<int64_t>> choices;
  std::atomic<size_t> current{0};  // the one that was chosen last; the largest before
};

// As clients see it. A model with gears has one input more than the network, the last one, for the choice.
struct ModelInfo {
  std::vector<TensorInfo> inputs;
  std::vector<TensorInfo> outputs;
  std::vector<Shape> shapes;               // one, or one for each gear
  std::shared_ptr<DynamicShapes> dynamic;  // null: it has no gears
};

// "1x3x224x224"; unknown dims as "?"; "scalar" without dims.
std::string dims_text(const std::vector<int64_t>& dims);

// Bytes of a tensor; nothing when the number does not fit.
std::optional<size_t> tensor_bytes(aclDataType type, const std::vector<int64_t>& dims);

}  // namespace ascend_rx::runtime
