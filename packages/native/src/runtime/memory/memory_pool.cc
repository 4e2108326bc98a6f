#include "memory_pool.h"

#include <string>

#include "process/failure.h"

namespace ascend_rx::runtime {

MemoryPool& MemoryPool::device() {
  static MemoryPool* const the_one = new MemoryPool;
  return *the_one;
}

MemoryPool& MemoryPool::host() {
  static MemoryPool* const the_one = new MemoryPool;
  return *the_one;
}

void* MemoryPool::allocate(size_t size) {
  try {
    AlignedMemory memory(size);
    void* const address = memory.data();
    const std::lock_guard lock(mutex_);
    pieces_.emplace(address, std::move(memory));
    return address;
  } catch (const std::bad_alloc&) {
    throw Failure(ACL_ERROR_RT_MEMORY_ALLOCATION, "no memory for " + std::to_string(size) + " bytes");
  }
}

void MemoryPool::release(void* address) {
  AlignedMemory released;  // freed without the lock
  const std::lock_guard lock(mutex_);
  const auto found = pieces_.find(address);
  require(found != pieces_.end(), ACL_ERROR_RT_PARAM_INVALID,
          "the address is not one that the matching allocation gave, or was released already");
  released = std::move(found->second);
  pieces_.erase(found);
}

}  // namespace ascend_rx::runtime
