// The executions of a model that are not under way. Whoever asks for one gets, where there is one, the one
// that worked on the same memory last: it is still bound to it. Thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "execution.h"

namespace ascend_rx::runtime {

class ExecutionPool {
 public:
  // `memory`: where its first tensor is.
  std::unique_ptr<Execution> take(const void* memory);
  void put_back(std::unique_ptr<Execution> execution);
  void clear();

 private:
  using Shelf = std::vector<std::unique_ptr<Execution>>;

  // So many idle ones are kept for other memory before one of them is bound anew.
  static constexpr size_t kept = 4;

  Shelf& shelf(const void* memory);

  std::mutex mutex_;
  std::array<Shelf, 64> shelves_;  // by address
};

}  // namespace ascend_rx::runtime
