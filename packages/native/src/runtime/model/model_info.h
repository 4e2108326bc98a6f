// What a model's inputs and outputs are. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "acl/acl.h"

namespace ascend_rx::runtime {

struct TensorInfo {
  std::string name;
  aclDataType type = ACL_DT_UNDEFINED;
  std::vector<int64_t> dims;  // all known
  size_t bytes = 0;
};

struct ModelInfo {
  std::vector<TensorInfo> inputs;
  std::vector<TensorInfo> outputs;
};

// "1x3x224x224"; unknown dims as "?"; "scalar" without dims.
std::string dims_text(const std::vector<int64_t>& dims);

// Bytes of a tensor; nothing when the number does not fit.
std::optional<size_t> tensor_bytes(aclDataType type, const std::vector<int64_t>& dims);

}  // namespace ascend_rx::runtime
