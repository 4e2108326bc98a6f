// ACL's data types and ONNX Runtime's element types. Pure functions.
#pragma once

#include "acl/acl.h"

namespace ascend_rx::runtime {

// ACL_DT_UNDEFINED for types that models of the embedded runtime cannot have.
aclDataType type_from_onnx(int onnx_type);
// REQUIRES: a type that type_from_onnx gives.
int type_to_onnx(aclDataType type);

}  // namespace ascend_rx::runtime
