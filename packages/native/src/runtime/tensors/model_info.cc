#include "runtime/tensors/model_info.h"

#include "runtime/tensors/data_type.h"

namespace ascend_rx::runtime {

std::string dims_text(const std::vector<int64_t>& dims) {
  if (dims.size() == 1 && dims[0] == unknown_rank) return "of any rank";
  std::string text;
  for (const int64_t dim : dims) text += (text.empty() ? "" : "x") + (dim < 0 ? "?" : std::to_string(dim));
  return text.empty() ? "scalar" : text;
}

std::optional<size_t> tensor_bytes(aclDataType type, const std::vector<int64_t>& dims) {
  size_t bytes = data_type_size(type);
  bool overflows = false;
  bool empty = false;
  for (const int64_t dim : dims) {
    if (dim < 0) return std::nullopt;
    empty = empty || dim == 0;
    overflows = overflows || __builtin_mul_overflow(bytes, static_cast<size_t>(dim), &bytes);
  }
  if (empty) return 0;
  if (overflows || bytes > PTRDIFF_MAX) return std::nullopt;
  return bytes;
}

}  // namespace ascend_rx::runtime
