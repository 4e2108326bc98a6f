// The way of work from the JavaScript thread to a submission thread: commands in order, and hints that
// overtake them. Any thread may push or hint; one thread waits.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "group.h"

namespace ascend_rx::acl {

struct Command {
  enum class Kind {
    kBuild,
    kExecute,
    kLaunch,
    kSynchronize,
    kStandIn,  // for the callback that the device has refused: as kSynchronize, but the group is closed
               // already
  };

  Kind kind = Kind::kBuild;
  uint32_t slot = 0;              // kExecute
  Group* group = nullptr;         // kLaunch, kSynchronize, kStandIn
  aclrtCallbackBlockType type{};  // kLaunch
};

class SubmissionQueue {
 public:
  enum class Wake { kCommand, kSuspect, kEnd };

  void push(const Command& command) {
    pending_.fetch_add(1, std::memory_order_relaxed);
    const std::lock_guard lock(mutex_);
    incoming_.push_back(command);
    // A thread that is at work looks again before it sleeps: only a sleeping one needs the wake-up.
    if (waiting_) wake_.notify_one();
  }

  // The execution stream may have failed: look at it before the next command.
  void suspect() {
    const std::lock_guard lock(mutex_);
    suspect_ = true;
    if (waiting_) wake_.notify_one();
  }

  // Nothing more is wanted: overtakes everything, for good.
  void end() {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    if (waiting_) wake_.notify_one();
  }

  bool ending() const {
    const std::lock_guard lock(mutex_);
    return ending_;
  }

  // Every command has been seen to: done() was called for it.
  bool idle() const { return pending_.load(std::memory_order_acquire) == 0; }
  void done() { pending_.fetch_sub(1, std::memory_order_release); }

  // Waits for the next thing to do. Only the submission thread.
  Wake wait(Command& command) {
    std::unique_lock lock(mutex_);
    waiting_ = true;
    wake_.wait(lock,
               [this] { return ending_ || suspect_ || next_ < outgoing_.size() || !incoming_.empty(); });
    waiting_ = false;
    if (ending_) return Wake::kEnd;
    if (suspect_) {
      suspect_ = false;
      return Wake::kSuspect;
    }
    // Two vectors change places, so that after warm-up no command allocates.
    if (next_ == outgoing_.size()) {
      outgoing_.clear();
      outgoing_.swap(incoming_);
      next_ = 0;
    }
    command = outgoing_[next_++];
    return Wake::kCommand;
  }

 private:
  std::atomic<size_t> pending_{0};
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Command> incoming_;
  std::vector<Command> outgoing_;
  size_t next_ = 0;
  bool waiting_ = false;
  bool suspect_ = false;
  bool ending_ = false;
};

}  // namespace ascend_rx::acl
