#include "session/dims.h"

#include <algorithm>

namespace ascend_rx::session {
namespace {

size_t element_bytes(aclDataType type) {
  switch (type) {
    case ACL_INT8:
    case ACL_UINT8:
    case ACL_BOOL:
      return 1;
    case ACL_FLOAT16:
    case ACL_BF16:
    case ACL_INT16:
    case ACL_UINT16:
      return 2;
    case ACL_FLOAT:
    case ACL_INT32:
    case ACL_UINT32:
      return 4;
    case ACL_DOUBLE:
    case ACL_INT64:
    case ACL_UINT64:
    case ACL_COMPLEX64:
      return 8;
    case ACL_COMPLEX128:
      return 16;
    default:
      return 0;
  }
}

}  // namespace

bool are_known(const Dims& dims) {
  return std::all_of(dims.begin(), dims.end(), [](int64_t dim) { return dim >= 0; });
}

// No machine has that much memory, and sums of such numbers do not overflow.
std::optional<size_t> bytes_of(aclDataType type, const Dims& dims) {
  constexpr size_t kMost = size_t{1} << 46;
  const size_t element = element_bytes(type);
  if (element == 0 || !are_known(dims)) return std::nullopt;
  // A tensor with a dim of 0 has no bytes, however large its other dims are.
  if (std::find(dims.begin(), dims.end(), 0) != dims.end()) return 0;
  size_t bytes = element;
  for (const int64_t dim : dims) {
    if (static_cast<size_t>(dim) > kMost / bytes) return std::nullopt;
    bytes *= static_cast<size_t>(dim);
  }
  return bytes;
}

}  // namespace ascend_rx::session
