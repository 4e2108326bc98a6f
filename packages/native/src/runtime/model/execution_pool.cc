#include "execution_pool.h"

#include <algorithm>
#include <cstdint>

#include "process/quick_lock.h"

namespace ascend_rx::runtime {

ExecutionPool::Shelf& ExecutionPool::shelf(const void* memory) {
  // Multiplied by 2^64 over the golden ratio, addresses at any regular distance spread over the top bits.
  const uint64_t spread = static_cast<uint64_t>(reinterpret_cast<uintptr_t>(memory)) * 0x9e3779b97f4a7c15u;
  return shelves_[spread >> 58];
}

std::unique_ptr<Execution> ExecutionPool::take(const void* memory) {
  {
    const auto lock = quick_lock(mutex_);
    Shelf& idle = shelf(memory);
    auto chosen = std::find_if(idle.begin(), idle.end(), [&](auto& e) { return e->memory() == memory; });
    if (chosen == idle.end() && idle.size() >= kept) chosen = idle.begin();
    if (chosen != idle.end()) {
      std::unique_ptr<Execution> execution = std::move(*chosen);
      idle.erase(chosen);
      return execution;
    }
  }
  return std::make_unique<Execution>();
}

void ExecutionPool::put_back(std::unique_ptr<Execution> execution) {
  const auto lock = quick_lock(mutex_);
  shelf(execution->memory()).push_back(std::move(execution));
}

void ExecutionPool::clear() {
  const std::lock_guard lock(mutex_);
  for (Shelf& idle : shelves_) idle.clear();
}

}  // namespace ascend_rx::runtime
