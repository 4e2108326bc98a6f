// Memory that tasks under way are to read or write: for the strict checks. Process-wide, thread-safe, never
// destroyed.
#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

namespace ascend_rx::runtime {

// Rows of equal width, their own distance apart; plain bytes are one row.
struct MemoryRows {
  const void* at;
  size_t width;
  size_t height = 1;
  size_t pitch = 0;

  // Of the first to the last byte.
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

  // From now on, or no longer. Each use that begins ends, told in the same words. Without memory to note it,
  // a use is not known.
  void begin(const MemoryUse& use) noexcept;
  void end(const MemoryUse& use) noexcept;

  // How many work on any of it.
  size_t count(const MemoryRows& rows);
  // Some are to write to any of it.
  bool to_be_written(const MemoryRows& rows);

 private:
  std::mutex mutex_;
  std::vector<MemoryUse> uses_;  // in no order
};

}  // namespace ascend_rx::runtime
