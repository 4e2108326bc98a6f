#include "data_type.h"

namespace ascend_rx::runtime {
namespace {

struct Pair {
  aclDataType acl;
  int onnx;  // ONNXTensorElementDataType
};

constexpr Pair pairs[] = {{ACL_FLOAT, 1},    {ACL_UINT8, 2},   {ACL_INT8, 3},    {ACL_UINT16, 4},
                          {ACL_INT16, 5},    {ACL_INT32, 6},   {ACL_INT64, 7},   {ACL_BOOL, 9},
                          {ACL_FLOAT16, 10}, {ACL_DOUBLE, 11}, {ACL_UINT32, 12}, {ACL_UINT64, 13}};

}  // namespace

size_t data_type_size(aclDataType type) {
  switch (type) {
    case ACL_INT8:
    case ACL_UINT8:
    case ACL_BOOL:
    case ACL_HIFLOAT8:
    case ACL_FLOAT8_E5M2:
    case ACL_FLOAT8_E4M3FN:
    case ACL_FLOAT8_E8M0:
      return 1;
    case ACL_FLOAT16:
    case ACL_BF16:
    case ACL_INT16:
    case ACL_UINT16:
      return 2;
    case ACL_FLOAT:
    case ACL_INT32:
    case ACL_UINT32:
    case ACL_COMPLEX32:
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

aclDataType type_from_onnx(int onnx_type) {
  for (const Pair& pair : pairs) {
    if (pair.onnx == onnx_type) return pair.acl;
  }
  return ACL_DT_UNDEFINED;
}

int type_to_onnx(aclDataType type) {
  for (const Pair& pair : pairs) {
    if (pair.acl == type) return pair.onnx;
  }
  return 0;
}

}  // namespace ascend_rx::runtime
