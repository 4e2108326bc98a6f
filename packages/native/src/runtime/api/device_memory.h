// Device memory as each function that gives it out allocates and releases it. On the thread of the call.
#pragma once

#include <cstddef>

#include "acl/acl.h"

namespace ascend_rx::runtime {

// Memory of the current context's device. Throws Failure: 100000 for NULL and for a size of 0, 107002,
// 207001.
aclError allocate_device(void** address, size_t size);
// Throws Failure: 100000 for NULL, 107000 for what is no such memory.
aclError free_device(void* address);

}  // namespace ascend_rx::runtime
