// AscendCL's recipe for asynchronous inference with the no-op model, for the program `cost`: a thread that
// loops on aclrtProcessReport, a pool of slots with device memory, and a callback after every `interval`
// inferences that returns the slots of its group to the pool.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "acl/acl.h"

namespace bench {

struct RecipeOptions {
  size_t interval = 1;  // inferences per callback
  aclrtCallbackBlockType block = ACL_CALLBACK_BLOCK;
  bool copies = false;  // copy-in and copy-out on the execution stream
};

class Recipe {
 public:
  Recipe(const RecipeOptions& options, aclrtContext context, uint32_t model);
  ~Recipe();
  Recipe(const Recipe&) = delete;
  Recipe& operator=(const Recipe&) = delete;

  // Runs `inferences` inferences and waits until the last group has reported.
  void run(size_t inferences);

 private:
  struct Slot;
  struct Group;

  Group& take_group();
  void submit(const Slot& slot);
  static void report(void* group);

  const RecipeOptions options_;
  const aclrtContext context_;
  const uint32_t model_;
  aclrtStream stream_ = nullptr;
  std::vector<std::unique_ptr<Group>> groups_;

  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<Group*> free_;
  size_t wanted_ = 0;  // number of free groups that run() sleeps for; 0: it does not sleep

  std::atomic<bool> stop_{false};
  std::thread reports_;
};

}  // namespace bench
