// Loading, for the calls that do it: into the current context, from what is an ONNX file by its contents.
#pragma once

#include <cstddef>
#include <cstdint>

#include "acl/acl.h"

namespace ascend_rx::runtime {

// Both throw Failure. The model gets an id.
aclError load_file(const char* path, uint32_t* id);
aclError load_bytes(const void* bytes, size_t size, uint32_t* id);

}  // namespace ascend_rx::runtime
