// Data types of tensor elements. Pure functions.
#pragma once

#include <cstddef>

#include "acl/acl.h"

namespace ascend_rx::runtime {

// Bytes of one element; 0 for unknown types and for those smaller than a byte.
size_t data_type_size(aclDataType type);

// "float32", for messages; "another type" for what no tensor of the embedded runtime has.
const char* data_type_name(aclDataType type);

}  // namespace ascend_rx::runtime
