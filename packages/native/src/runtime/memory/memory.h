// All memory given out: that of each device, counted and bounded, and page-locked memory of the host.
// Process-wide, thread-safe, never destroyed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "aligned_memory.h"

namespace ascend_rx::runtime {

class Memory {
 public:
  static Memory& instance();

  // Throws Failure 207001 when the device, or the machine, has not that much.
  void* allocate_device(int32_t device, size_t size);
  void* allocate_host(size_t size);
  // Throw Failure 107000 for an address that is no start of such memory (unverified on hardware); strict:
  // also for memory that the device is still to work on.
  void free_device(void* address);
  void free_host(void* address);

  size_t used(int32_t device);
  // Pieces and bytes that are given out: for the table of leaks.
  struct Sum {
    size_t pieces = 0;
    size_t bytes = 0;
  };
  Sum device_sum();
  Sum host_sum();

  // ---- strict checks -----------------------------------------------------------------------------

  enum class Kind { device, host, foreign };
  struct Place {
    Kind kind = Kind::foreign;
    int32_t device = -1;  // of device memory
  };
  // Where the bytes are. Throws Failure 107000 (or prints) when they begin in memory of ours that ends before
  // them, or that was freed.
  Place check(const void* address, size_t bytes, const std::string& what);

 private:
  static constexpr int32_t host = -1;

  struct Piece {
    AlignedMemory memory;
    size_t size = 0;
    int32_t device = host;
    std::string freed_by;  // the function; empty while it is given out; strict only
  };
  using Pieces = std::map<uintptr_t, Piece>;

  void* allocate(int32_t device, size_t size);
  void release(void* address, bool of_device);
  void keep_freed(Pieces::iterator piece);
  Piece* find(const void* address);
  Sum sum(bool of_device);

  std::mutex mutex_;
  Pieces pieces_;               // by address
  std::vector<size_t> used_;    // by device
  std::deque<uintptr_t> kept_;  // freed pieces that are kept, so that use after free is seen; oldest first
  size_t kept_bytes_ = 0;
};

}  // namespace ascend_rx::runtime
