#include "execution_pool.h"

#include <cstdint>

#include "process/quick_lock.h"

namespace ascend_rx::runtime {
namespace {

size_t shelf_of(const void* memory) {
  // Multiplied by 2^64 over the golden ratio, addresses at any regular distance spread over the top bits.
  const uint64_t spread = static_cast<uint64_t>(reinterpret_cast<uintptr_t>(memory)) * 0x9e3779b97f4a7c15u;
  return spread >> 58;
}

}  // namespace

Execution* ExecutionPool::take(const void* memory, std::shared_ptr<Model> model) {
  const auto lock = quick_lock(mutex_);
  Execution& execution = find(memory);
  execution.set_idle(false);
  out_.fetch_add(1, std::memory_order_relaxed);
  if (!model_) model_ = std::move(model);
  return &execution;
}

// Others than those of this memory are not even looked at, if it can be helped: another thread has them.
// REQUIRES: the lock.
Execution& ExecutionPool::find(const void* memory) {
  Shelf& shelf = shelves_[shelf_of(memory)];
  for (const Place& place : shelf) {
    if (place.memory == memory && place.execution->is_idle()) return *place.execution;
  }
  Place* other = nullptr;
  size_t others = 0;
  for (Place& place : shelf) {
    if (!place.execution->is_idle()) continue;
    other = &place;
    ++others;
  }
  if (others < kept) other = &shelf.emplace_back(Place{memory, std::make_unique<Execution>()});
  other->memory = memory;
  return *other->execution;
}

void ExecutionPool::put_back(Execution* const* executions, size_t count) noexcept {
  for (size_t i = 0; i < count; ++i) executions[i]->set_idle(true);
  // While others are out the model stays; the last ones go back under the lock, or it could go in between.
  size_t out = out_.load(std::memory_order_relaxed);
  while (out > count) {
    if (out_.compare_exchange_weak(out, out - count, std::memory_order_acq_rel)) return;
  }
  std::shared_ptr<Model> last;  // goes after the lock: we may go with it
  const auto lock = quick_lock(mutex_);
  if (out_.fetch_sub(count, std::memory_order_acq_rel) == count) last = std::move(model_);
}

void ExecutionPool::clear() {
  const std::lock_guard lock(mutex_);
  for (Shelf& shelf : shelves_) shelf.clear();
}

}  // namespace ascend_rx::runtime
