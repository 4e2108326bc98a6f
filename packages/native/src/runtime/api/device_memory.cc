#include "runtime/api/device_memory.h"

#include "runtime/base/failure.h"
#include "runtime/device/context.h"
#include "runtime/device/device.h"
#include "runtime/memory/memory.h"

namespace ascend_rx::runtime {
namespace {

// The real library allocates so much: the size is rounded up to 32 bytes, and 32 bytes are added.
size_t padded(size_t size) {
  require(size <= SIZE_MAX - 64, ACL_ERROR_RT_MEMORY_ALLOCATION, "the size is beyond any memory");
  return (size + 31) / 32 * 32 + 32;
}

}  // namespace

aclError allocate_device(void** address, size_t size) {
  require(address != nullptr, ACL_ERROR_INVALID_PARAM, "the out pointer is NULL");
  require(size > 0, ACL_ERROR_INVALID_PARAM, "the size is 0");
  *address = Memory::instance().allocate_device(current_context()->device().id(), padded(size));
  return ACL_SUCCESS;
}

aclError free_device(void* address) {
  require(address != nullptr, ACL_ERROR_INVALID_PARAM, "the address is NULL");
  Memory::instance().free_device(address);
  return ACL_SUCCESS;
}

}  // namespace ascend_rx::runtime
