// Memory that tasks under way read or write: for the strict checks. Process-wide, thread-safe, never
// destroyed.
#pragma once

#include <cstddef>
#include <vector>

#include "base/mutex.h"

namespace ascend_rx::runtime {

// Rows of bytes of equal width, at equal distances (the pitch). Plain bytes are one row.
struct MemoryRows {
  const void* at;
  size_t width;
  size_t height = 1;
  size_t pitch = 0;

  // Bytes from the first to the last one, gaps included.
  size_t extent() const { return width == 0 || height == 0 ? 0 : (height - 1) * pitch + width; }
  bool overlaps(const MemoryRows& other) const;
};

struct MemoryUse {
  MemoryRows rows;
  bool writes;
};

class MemoryUses {
 public:
  static MemoryUses& instance();

  // Each use that begins ends later, with an equal value. A use for which there is no memory is not noted.
  void begin(const MemoryUse& use) noexcept;
  void end(const MemoryUse& use) noexcept;

  // The number of uses of any of the bytes.
  size_t count(const MemoryRows& rows);
  // Some use writes to any of the bytes.
  bool to_be_written(const MemoryRows& rows);

 private:
  Mutex mutex_;
  std::vector<MemoryUse> uses_ GUARDED_BY(mutex_);  // in no order
};

}  // namespace ascend_rx::runtime
