// DVPP: memory for pictures and video. It is device memory; that it has the same checks is unverified on
// hardware.
#define ENABLE_DVPP_INTERFACE  // the header demands it
#include "acl/ops/acl_dvpp.h"

#include "runtime/api/device_memory.h"
#include "runtime/api/entry.h"

using namespace ascend_rx::runtime;

aclError acldvppMalloc(void** devPtr, size_t size) {
  return entry(CALL(acldvppMalloc, devPtr, size), [&] { return allocate_device(devPtr, size); });
}

aclError acldvppFree(void* devPtr) {
  return entry(CALL(acldvppFree, devPtr), [&] { return free_device(devPtr); });
}
