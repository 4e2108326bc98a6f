// A copy of rows of equal width; the pitch (the distance between rows) may differ between the sides. A plain
// value.
#pragma once

#include <cstddef>
#include <cstring>

#include "runtime/memory/memory_uses.h"

namespace ascend_rx::runtime {

struct CopyRows {
  void* to;
  size_t to_pitch;
  const void* from;
  size_t from_pitch;
  size_t width;
  size_t height;
  bool from_host;

  MemoryRows target() const { return {to, width, height, to_pitch}; }
  MemoryRows source() const { return {from, width, height, from_pitch}; }

  // REQUIRES: width <= both pitches, and each side is in one piece of memory.
  void copy() const {
    auto* to_row = static_cast<char*>(to);
    const auto* from_row = static_cast<const char*>(from);
    for (size_t row = 0; row < height; ++row) {
      std::memmove(to_row + row * to_pitch, from_row + row * from_pitch, width);
    }
  }
};

}  // namespace ascend_rx::runtime
