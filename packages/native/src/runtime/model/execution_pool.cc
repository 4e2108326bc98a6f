#include "runtime/model/execution_pool.h"

#include <cstdint>

namespace ascend_rx::runtime {
namespace {

size_t bucket_of(const void* memory) {
  // Fibonacci hashing: multiplied by 2^64 divided by the golden ratio, addresses at equal distances spread
  // evenly over the top bits.
  const uint64_t spread = static_cast<uint64_t>(reinterpret_cast<uintptr_t>(memory)) * 0x9e3779b97f4a7c15u;
  return spread >> 58;
}

}  // namespace

Execution* ExecutionPool::take(const void* memory, std::shared_ptr<Model> model) {
  const MutexLock lock(mutex_, adaptive);
  Execution& execution = find(memory);
  execution.set_idle(false);
  out_.fetch_add(1, std::memory_order_relaxed);
  if (!model_) model_ = std::move(model);
  return &execution;
}

// Executions of other memory are not even looked at, if possible: another thread is using them.
Execution& ExecutionPool::find(const void* memory) {
  Bucket& bucket = buckets_[bucket_of(memory)];
  for (const Entry& entry : bucket) {
    if (entry.memory == memory && entry.execution->is_idle()) return *entry.execution;
  }
  Entry* other = nullptr;
  size_t idle = 0;
  for (Entry& entry : bucket) {
    if (!entry.execution->is_idle()) continue;
    other = &entry;
    ++idle;
  }
  if (idle < most_idle) other = &bucket.emplace_back(Entry{memory, std::make_unique<Execution>()});
  other->memory = memory;
  return *other->execution;
}

void ExecutionPool::put_back(QueuedExecution* const* executions, size_t count) noexcept {
  for (size_t i = 0; i < count; ++i) static_cast<Execution*>(executions[i])->set_idle(true);
  // While others are out the model stays alive. The last ones go back under the lock: without it, the model
  // could go between the two steps.
  size_t out = out_.load(std::memory_order_relaxed);
  while (out > count) {
    if (out_.compare_exchange_weak(out, out - count, std::memory_order_acq_rel)) return;
  }
  std::shared_ptr<Model> last;  // released after the lock, since the pool may go with it
  const MutexLock lock(mutex_, adaptive);
  if (out_.fetch_sub(count, std::memory_order_acq_rel) == count) last = std::move(model_);
}

void ExecutionPool::clear() {
  const MutexLock lock(mutex_);
  for (Bucket& bucket : buckets_) bucket.clear();
}

}  // namespace ascend_rx::runtime
