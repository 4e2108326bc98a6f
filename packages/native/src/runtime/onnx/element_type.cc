#include "runtime/onnx/element_type.h"

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
