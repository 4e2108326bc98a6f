// The inputs and outputs of a model. Plain values.
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
  std::vector<int64_t> dims;  // below 0: depends on the gear
  size_t bytes = 0;           // of the largest gear
};

// The tensors that a run reads and writes: all dims are known.
struct Shape {
  std::vector<TensorInfo> inputs;
  std::vector<TensorInfo> outputs;
};

// The gears of a model, by index. Shared by all descriptions of the model.
struct DynamicShapes {
  enum class Kind { batch, height_width, dims };

  Kind kind = Kind::batch;
  // As clients name them: a batch size; height and width; or all dims of all inputs, in order.
  std::vector<std::vector<int64_t>> choices;
  std::atomic<size_t> current{0};  // the gear that was chosen last; before that, the largest
};

// The model as clients see it. A model with gears has one input more than its network: the last one, for the
// choice of the gear.
struct ModelInfo {
  std::vector<TensorInfo> inputs;
  std::vector<TensorInfo> outputs;
  std::vector<Shape> shapes;               // one, or one for each gear
  std::shared_ptr<DynamicShapes> dynamic;  // null: no gears
};

// "1x3x224x224"; unknown dims are "?"; without dims, "scalar".
std::string dims_text(const std::vector<int64_t>& dims);

// Bytes of a tensor; nothing when a dim is unknown or the number is too large.
std::optional<size_t> tensor_bytes(aclDataType type, const std::vector<int64_t>& dims);

}  // namespace ascend_rx::runtime
