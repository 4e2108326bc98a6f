// The contender `recipe`: AscendCL's recipe for asynchronous inference as a C++ program. The inputs lie in
// device memory from the beginning. Every slot of the pool has an output of its own. A callback after every
// `interval` inferences returns the slots of its group to the pool.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "acl/acl.h"

namespace bench {

struct ProgramOptions {
  std::string model;
  std::string inputs;    // see inputs.h
  size_t buffers = 100;  // number of inputs in that file; they are used in a circle
  size_t pool = 100;     // most inferences in flight
  size_t interval = 8;   // inferences per callback
  aclrtCallbackBlockType block = ACL_CALLBACK_BLOCK;
};

class Program {
 public:
  // REQUIRES: aclInit.
  explicit Program(const ProgramOptions& options);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // Runs `inferences` inferences and waits until the last group has reported.
  void run(size_t inferences);

 private:
  // A dataset of one buffer, and its memory.
  class Dataset;
  struct Group {
    Program* program = nullptr;
    std::vector<const Dataset*> outputs;
  };

  Group& take_group();
  static void report(void* group);

  const ProgramOptions options_;
  aclrtContext context_ = nullptr;
  aclrtStream stream_ = nullptr;
  uint32_t model_ = 0;
  std::vector<std::unique_ptr<Dataset>> inputs_;
  std::vector<std::unique_ptr<Dataset>> outputs_;
  std::vector<Group> groups_;

  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<Group*> free_;
  size_t wanted_ = 0;  // number of free groups that run() sleeps for; 0: it does not sleep

  std::atomic<bool> stop_{false};
  std::thread reports_;
};

}  // namespace bench
