// Memory of the program's own that was registered, so that devices reach it and asynchronous copies take it.
// All memory is the processor's, so a registration changes nothing but what the strict checks accept.
// Process-wide, thread-safe, never destroyed. The codes are unverified on hardware.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "base/mutex.h"

namespace ascend_rx::runtime {

class HostRegistrations {
 public:
  static HostRegistrations& instance();

  // `mapped`: devices reach the memory. Throws Failure: 507910 where some of it is registered already, 107000
  // for device memory and for a size that no memory has.
  void add(void* address, uint64_t size, bool mapped);
  // Throws Failure 507911 unless the address is the start of registered memory. Strict checks: also while
  // queued tasks still need it.
  void remove(void* address);
  size_t size();

  struct State {
    bool there = false;
    bool mapped = false;
  };
  // For strict checks: whether the bytes are registered. Reports a misuse (107000) when they start in
  // registered memory and reach past its end.
  State check(const void* address, size_t bytes, const std::string& what);

 private:
  struct Registration {
    size_t size;
    bool mapped;
  };

  Mutex mutex_;
  std::map<uintptr_t, Registration> all_ GUARDED_BY(mutex_);  // by address; none overlap
};

}  // namespace ascend_rx::runtime
