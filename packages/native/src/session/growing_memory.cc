#include "session/growing_memory.h"

namespace ascend_rx::session {
namespace {

// Somewhat more than is needed: inputs that grow little by little do not allocate each time.
size_t with_reserve(size_t bytes) {
  size_t granule = 512;
  while (granule < bytes / 16) granule *= 2;
  return (bytes + granule - 1) / granule * granule;
}

}  // namespace

// The old memory goes first, so that a slot never has both.
Status GrowingMemory::reserve(const Library& library, aclrtRunMode mode, size_t bytes) {
  if (bytes <= bytes_) return {};
  release();
  bytes = with_reserve(bytes);
  void* memory = nullptr;
  if (const Status status = library.acl.aclrtMalloc(&memory, bytes, ACL_MEM_MALLOC_HUGE_FIRST);
      !status.ok()) {
    return status;
  }
  device_ = DeviceMemory(memory, {&library});
  if (mode == ACL_HOST) {
    if (const Status status = library.acl.aclrtMallocHost(&memory, bytes); !status.ok()) {
      release();
      return status;
    }
    host_ = HostMemory(memory, {&library});
  }
  bytes_ = bytes;
  return {};
}

void GrowingMemory::release() {
  bytes_ = 0;
  host_.reset();
  device_.reset();
}

}  // namespace ascend_rx::session
