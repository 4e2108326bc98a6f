// The inputs and outputs of a model. Plain values.
#pragma once

#include <algorithm>
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
  // -1: no size; it depends on the gear, on the execution's inputs or on their contents. Without a number of
  // dims: unknown_rank alone.
  std::vector<int64_t> dims;
  // Of the largest gear. Without a bound 0; of an output whose dims depend on contents, what a run on zeros
  // needed.
  size_t bytes = 0;
  // What clients are told instead of `name`; empty: `name` itself.
  std::string atc_name;

  const std::string& shown_name() const { return atc_name.empty() ? name : atc_name; }
};

// The one dim of a tensor whose number of dims is not known, as CANN writes it.
constexpr int64_t unknown_rank = -2;

inline bool has_known_dims(const TensorInfo& tensor) {
  return std::all_of(tensor.dims.begin(), tensor.dims.end(), [](int64_t dim) { return dim >= 0; });
}

// The tensors that a run reads and writes. Dims may be unknown: of inputs in models without gears, of outputs
// in any.
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
  bool sized = true;                       // every dim in `shapes` is known
  // Every output is a value of its own. False: one is an input as well, or the same value as another one.
  bool distinct = true;

  // ONNX Runtime can write every output into the client's memory. It writes no output that is an input, and a
  // value only once.
  bool direct() const { return sized && distinct; }
};

// "1x3x224x224"; unknown dims are "?"; without dims, "scalar".
std::string dims_text(const std::vector<int64_t>& dims);

// Bytes of a tensor; nothing when a dim is unknown or there cannot be so many bytes.
std::optional<size_t> tensor_bytes(aclDataType type, const std::vector<int64_t>& dims);

}  // namespace ascend_rx::runtime
