// The executions of a model. take() prefers the execution that used the same memory last: it is still bound
// to that memory. While any execution is out of the pool, the model stays alive. Thread-safe; made for one
// thread that takes and another one that puts back: mostly they share no memory but that of the executions.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

#include "base/mutex.h"
#include "runtime/model/execution.h"

namespace ascend_rx::runtime {

class ExecutionPool {
 public:
  // An execution that the pool goes on to own. `memory`: of its first tensor; `model`: the one that owns the
  // pool.
  Execution* take(const void* memory, std::shared_ptr<Model> model) EXCLUDES(mutex_);
  // REQUIRES: each of them is an Execution of this pool. Afterwards the model may be gone, and the pool with
  // it.
  void put_back(QueuedExecution* const* executions, size_t count) noexcept EXCLUDES(mutex_);
  // REQUIRES: none is out.
  void clear() EXCLUDES(mutex_);

 private:
  // An execution, and the memory for which it was taken last.
  struct Entry {
    const void* memory;
    std::unique_ptr<Execution> execution;
  };
  using Bucket = std::vector<Entry>;

  // So many idle executions of a bucket are kept for other memory, before one of them is bound to new memory.
  static constexpr size_t most_idle = 4;

  Execution& find(const void* memory) REQUIRES(mutex_);

  Mutex mutex_;
  std::array<Bucket, 64> buckets_ GUARDED_BY(mutex_);  // by a hash of the address
  // One reference for all executions that are out. If each had its own, two threads would write to one count
  // all the time.
  std::shared_ptr<Model> model_ GUARDED_BY(mutex_);
  alignas(64) std::atomic<size_t> out_{0};  // grows only under mutex_
};

}  // namespace ascend_rx::runtime
