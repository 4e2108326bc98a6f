#include "runtime/memory/memory_uses.h"

#include <algorithm>
#include <cstdint>
#include <new>

namespace ascend_rx::runtime {
namespace {

uintptr_t begin_of(const MemoryRows& rows) { return reinterpret_cast<uintptr_t>(rows.at); }

// Whether the bytes from `begin` up to `end` overlap with some row.
bool meets(const MemoryRows& rows, uintptr_t begin, uintptr_t end) {
  const uintptr_t first = begin_of(rows);
  if (end <= first || begin >= first + rows.extent()) return false;
  if (rows.height == 1 || rows.pitch == 0 || begin <= first) return true;
  // `begin` is in this row, or in the gap behind it. If it is in the gap, the next row has to begin before
  // `end`.
  const uintptr_t row = first + (begin - first) / rows.pitch * rows.pitch;
  return begin < row + rows.width || row + rows.pitch < end;
}

bool same(const MemoryUse& left, const MemoryUse& right) {
  return left.rows.at == right.rows.at && left.rows.width == right.rows.width &&
         left.rows.height == right.rows.height && left.rows.pitch == right.rows.pitch &&
         left.writes == right.writes;
}

}  // namespace

bool MemoryRows::overlaps(const MemoryRows& other) const {
  const uintptr_t first = begin_of(*this);
  if (extent() == 0 || !meets(other, first, first + extent())) return false;
  for (size_t row = 0; row < height; ++row) {
    const uintptr_t begin = first + row * pitch;
    if (meets(other, begin, begin + width)) return true;
  }
  return false;
}

MemoryUses& MemoryUses::instance() {
  static auto* const the_one = new MemoryUses;
  return *the_one;
}

void MemoryUses::begin(const MemoryUse& use) noexcept {
  const MutexLock lock(mutex_);
  try {
    uses_.push_back(use);
  } catch (const std::bad_alloc&) {
    // One check less is made.
  }
}

void MemoryUses::end(const MemoryUse& use) noexcept {
  const MutexLock lock(mutex_);
  const auto found = std::find_if(uses_.begin(), uses_.end(), [&](auto& one) { return same(one, use); });
  if (found == uses_.end()) return;
  *found = uses_.back();
  uses_.pop_back();
}

size_t MemoryUses::count(const MemoryRows& rows) {
  const MutexLock lock(mutex_);
  return static_cast<size_t>(
      std::count_if(uses_.begin(), uses_.end(), [&](auto& use) { return use.rows.overlaps(rows); }));
}

bool MemoryUses::to_be_written(const MemoryRows& rows) {
  const MutexLock lock(mutex_);
  return std::any_of(uses_.begin(), uses_.end(),
                     [&](auto& use) { return use.writes && use.rows.overlaps(rows); });
}

}  // namespace ascend_rx::runtime
