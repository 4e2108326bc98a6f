#include "runtime/tensors/model_info.h"

#include "runtime/tensors/data_type.h"

namespace ascend_rx::runtime {

std::string dims_text(const std::vector<int64_t>& dims) {
  std::string text;
  for (const int64_t dim : dims) text += (text.empty() ? "" : "x") + (dim < 0 ? "?" : std::to_string(dim));
  return text.empty() ? "scalar" : text;
}

std::optional<size_t> tensor_bytes(aclDataType type, const std::vector<int64_t>& dims) {
  size_t bytes = data_type_size(type);
  for (const int64_t dim : dims) {
    if (dim < 0 || __builtin_mul_overflow(bytes, static_cast<size_t>(dim), &bytes)) return std::nullopt;
  }
  return bytes;
}

}  // namespace ascend_rx::runtime
