// All memory given to the client: that of each device, counted and bounded, and page-locked memory of the
// host. Process-wide, thread-safe, never destroyed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "runtime/memory/aligned_memory.h"

namespace ascend_rx::runtime {

class Memory {
 public:
  static Memory& instance();

  // Throw Failure 207001 when the device, or the machine, has too little memory.
  void* allocate_device(int32_t device, size_t size);
  void* allocate_host(size_t size);
  // Throw Failure 107000 for an address that is not the start of such memory (unverified on hardware). Strict
  // checks: also for memory that queued tasks still need.
  void free_device(void* address);
  void free_host(void* address);

  size_t used(int32_t device);
  // Pieces and bytes that the client has: for the report of leaks.
  struct Sum {
    size_t pieces = 0;
    size_t bytes = 0;
  };
  Sum device_sum();
  Sum host_sum();
  // The bytes are, or include, device memory.
  bool any_device_memory_in(const void* address, size_t size);

  // ---- strict checks -----------------------------------------------------------------------------

  enum class Kind { device, host, foreign };
  struct Place {
    Kind kind = Kind::foreign;
    int32_t device = -1;  // of device memory
    bool mapped = false;  // host memory that was registered, so that devices reach it
  };
  // Where the bytes are. Reports a misuse (107000) when they start inside one of our allocations but reach
  // past its end, and when they start in memory that was freed.
  Place check(const void* address, size_t bytes, const std::string& what);

 private:
  static constexpr int32_t host = -1;

  struct Piece {
    AlignedMemory memory;
    size_t size = 0;
    int32_t device = host;
    std::string freed_by;  // the function; empty while the client has it; strict checks only
  };
  using Pieces = std::map<uintptr_t, Piece>;

  void* allocate(int32_t device, size_t size) REQUIRES(mutex_);
  void release(void* address, bool of_device) EXCLUDES(mutex_);
  void keep_freed(Pieces::iterator piece) REQUIRES(mutex_);
  Piece* find(const void* address) REQUIRES(mutex_);
  Sum sum(bool of_device) EXCLUDES(mutex_);

  Mutex mutex_;
  Pieces pieces_ GUARDED_BY(mutex_);             // by address
  std::vector<size_t> used_ GUARDED_BY(mutex_);  // by device
  // Freed pieces that are kept, so that use after free is found; oldest first.
  std::deque<uintptr_t> kept_ GUARDED_BY(mutex_);
  size_t kept_bytes_ GUARDED_BY(mutex_) = 0;
};

}  // namespace ascend_rx::runtime
