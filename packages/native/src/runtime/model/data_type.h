// Element types: their sizes, and ACL's names for ONNX Runtime's. Pure functions.
#pragma once

#include <cstddef>

#include "acl/acl.h"

namespace ascend_rx::runtime {

// Bytes of one element; 0 for unknown types and those smaller than a byte.
size_t data_type_size(aclDataType type);

// ACL_DT_UNDEFINED for types that models of the embedded runtime cannot have.
aclDataType type_from_onnx(int onnx_type);
// REQUIRES: a type that type_from_onnx gives.
int type_to_onnx(aclDataType type);

}  // namespace ascend_rx::runtime
