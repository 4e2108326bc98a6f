// All memory given out by aclrtMalloc or by aclrtMallocHost: one pool each. Process-wide, thread-safe, never
// destroyed.
#pragma once

#include <map>
#include <mutex>

#include "aligned_memory.h"

namespace ascend_rx::runtime {

class MemoryPool {
 public:
  static MemoryPool& device();
  static MemoryPool& host();

  // Throws Failure 207001.
  void* allocate(size_t size);
  // Throws Failure 107000 for an address that is no start of memory of this pool (unverified on hardware).
  void release(void* address);

 private:
  std::mutex mutex_;
  std::map<void*, AlignedMemory> pieces_;
};

}  // namespace ascend_rx::runtime
