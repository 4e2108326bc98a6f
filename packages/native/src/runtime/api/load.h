// Loads a model into the current context: an ONNX file, or the one that stands in for an offline model.
// Unloads one.
#pragma once

#include <cstddef>
#include <cstdint>

#include "acl/acl.h"

namespace ascend_rx::runtime {

// Both throw Failure. The model gets an id.
aclError load_file(const char* path, uint32_t* id);
aclError load_bytes(const void* bytes, size_t size, uint32_t* id);
// Throws Failure: 145003, 107004. Executions that are queued keep what they need.
aclError unload(uint32_t id);

}  // namespace ascend_rx::runtime
