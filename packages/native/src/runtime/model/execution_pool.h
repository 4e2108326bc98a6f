// The executions of a model. Whoever asks for one gets, where there is one, the one that worked on the same
// memory last: it is still bound to it. While any is out, the model stays. Thread-safe; made for one thread
// that takes and another that gives back, which meet at nothing but the executions themselves.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "execution.h"

namespace ascend_rx::runtime {

class ExecutionPool {
 public:
  // `memory`: where its first tensor is; `model`: whose pool this is. Belongs to the pool.
  Execution* take(const void* memory, std::shared_ptr<Model> model);
  // The model may go, and the pool with it.
  void put_back(Execution* const* executions, size_t count) noexcept;
  // REQUIRES: none is out.
  void clear();

 private:
  // An execution, and the memory that it was last given out for.
  struct Place {
    const void* memory;
    std::unique_ptr<Execution> execution;
  };
  using Shelf = std::vector<Place>;

  // So many idle ones are kept for other memory before one of them is bound anew.
  static constexpr size_t kept = 4;

  Execution& find(const void* memory);

  std::mutex mutex_;
  std::array<Shelf, 64> shelves_;  // by address; guarded by mutex_
  // One reference for all that are out: if each had its own, two threads would fight over their count.
  std::shared_ptr<Model> model_;            // guarded by mutex_
  alignas(64) std::atomic<size_t> out_{0};  // only grows under mutex_
};

}  // namespace ascend_rx::runtime
