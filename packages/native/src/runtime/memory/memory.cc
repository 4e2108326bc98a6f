#include "runtime/memory/memory.h"

#include <algorithm>

#include "runtime/base/call.h"
#include "runtime/base/failure.h"
#include "runtime/checks/strict.h"
#include "runtime/config/settings.h"
#include "runtime/memory/host_registrations.h"
#include "runtime/memory/memory_uses.h"

namespace ascend_rx::runtime {
namespace {

// So much freed memory is kept for the strict checks, which find accesses to it.
constexpr size_t most_kept_bytes = 64 * 1024 * 1024;
constexpr size_t most_kept_pieces = 4096;

uintptr_t number_of_address(const void* address) { return reinterpret_cast<uintptr_t>(address); }

}  // namespace

Memory& Memory::instance() {
  static Memory* const the_one = new Memory;
  return *the_one;
}

void* Memory::allocate_device(int32_t device, size_t size) {
  const MutexLock lock(mutex_);
  used_.resize(std::max(used_.size(), static_cast<size_t>(device) + 1));
  size_t& used = used_[static_cast<size_t>(device)];
  const auto limit = Settings::current().memory_bytes;
  if (limit && size > *limit - std::min(used, *limit)) {
    throw Failure(ACL_ERROR_RT_MEMORY_ALLOCATION,
                  "device " + std::to_string(device) + " has no " + std::to_string(size) + " bytes left: " +
                      std::to_string(used) + " of " + std::to_string(*limit) + " are taken (memoryMB)");
  }
  void* const address = allocate(device, size);
  used += size;
  return address;
}

void* Memory::allocate_host(size_t size) {
  const MutexLock lock(mutex_);
  return allocate(host, size);
}

void* Memory::allocate(int32_t device, size_t size) {
  try {
    AlignedMemory memory(size);
    void* const address = memory.data();
    pieces_.emplace(number_of_address(address), Piece{std::move(memory), size, device, {}});
    return address;
  } catch (const std::bad_alloc&) {
    throw Failure(ACL_ERROR_RT_MEMORY_ALLOCATION, "no memory for " + std::to_string(size) + " bytes");
  }
}

void Memory::free_device(void* address) { release(address, true); }
void Memory::free_host(void* address) { release(address, false); }

void Memory::release(void* address, bool of_device) {
  AlignedMemory released;  // freed without the lock
  const MutexLock lock(mutex_);
  const auto found = pieces_.find(number_of_address(address));
  const bool there = found != pieces_.end();
  if (there && !found->second.freed_by.empty()) {
    throw Failure(ACL_ERROR_RT_PARAM_INVALID,
                  "strict: the memory was freed already, by " + found->second.freed_by);
  }
  require(there && (found->second.device != host) == of_device, ACL_ERROR_RT_PARAM_INVALID,
          "the address is not one that the matching allocation gave, or was released already");
  Piece& piece = found->second;
  if (const size_t users = strict() ? MemoryUses::instance().count({address, piece.size}) : 0; users > 0) {
    report_misuse(ACL_ERROR_RT_PARAM_INVALID,
                  "the memory at " + address_text(address) + " is still to be worked on by " +
                      std::to_string(users) +
                      " tasks; synchronize their stream, or wait for the execution, first");
  }
  if (of_device) used_[static_cast<size_t>(piece.device)] -= piece.size;
  if (strict() && current_call) {
    keep_freed(found);
    return;
  }
  released = std::move(piece.memory);
  pieces_.erase(found);
}

// The oldest pieces make room.
void Memory::keep_freed(Pieces::iterator piece) {
  piece->second.freed_by = function_name(current_call);
  kept_.push_back(piece->first);
  kept_bytes_ += piece->second.size;
  while (kept_.size() > most_kept_pieces || kept_bytes_ > most_kept_bytes) {
    const auto oldest = pieces_.find(kept_.front());
    kept_bytes_ -= oldest->second.size;
    pieces_.erase(oldest);
    kept_.pop_front();
  }
}

size_t Memory::used(int32_t device) {
  const MutexLock lock(mutex_);
  const auto index = static_cast<size_t>(device);
  return index < used_.size() ? used_[index] : 0;
}

Memory::Sum Memory::sum(bool of_device) {
  const MutexLock lock(mutex_);
  Sum sum;
  for (const auto& [address, piece] : pieces_) {
    if ((piece.device != host) != of_device || !piece.freed_by.empty()) continue;
    ++sum.pieces;
    sum.bytes += piece.size;
  }
  return sum;
}

Memory::Sum Memory::device_sum() { return sum(true); }
Memory::Sum Memory::host_sum() { return sum(false); }

// The piece that the address is in. Null for an address behind the end of a piece, too.
Memory::Piece* Memory::find(const void* address) {
  const uintptr_t at = number_of_address(address);
  auto after = pieces_.upper_bound(at);
  if (after == pieces_.begin()) return nullptr;
  auto& [start, piece] = *--after;
  return at - start < piece.size ? &piece : nullptr;
}

bool Memory::any_device_memory_in(const void* address, size_t size) {
  const MutexLock lock(mutex_);
  const uintptr_t begin = number_of_address(address);
  const Piece* const first = find(address);
  if (first && first->device != host && first->freed_by.empty()) return true;
  for (auto it = pieces_.lower_bound(begin); it != pieces_.end() && it->first - begin < size; ++it) {
    if (it->second.device != host && it->second.freed_by.empty()) return true;
  }
  return false;
}

Memory::Place Memory::check(const void* address, size_t bytes, const std::string& what) {
  const HostRegistrations::State registered = HostRegistrations::instance().check(address, bytes, what);
  const MutexLock lock(mutex_);
  const Piece* const piece = find(address);
  if (!piece) return {registered.there ? Kind::host : Kind::foreign, -1, registered.mapped};
  const std::string named = what + " at " + address_text(address);
  if (!piece->freed_by.empty()) {
    report_misuse(ACL_ERROR_RT_PARAM_INVALID, named + " is in memory that " + piece->freed_by + " has freed");
  }
  const size_t left = piece->size - (number_of_address(address) - number_of_address(piece->memory.data()));
  if (bytes > left) {
    report_misuse(ACL_ERROR_RT_PARAM_INVALID, named + " is said to have " + std::to_string(bytes) +
                                                  " bytes, but its memory ends after " +
                                                  std::to_string(left));
  }
  return {piece->device == host ? Kind::host : Kind::device, piece->device, registered.mapped};
}

}  // namespace ascend_rx::runtime
