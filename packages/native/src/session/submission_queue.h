// Commands from the JavaScript thread to the submission thread of a session, in order. Three requests
// overtake them: to check the execution stream, to give it up, and to stop. Any thread may push and request;
// only the submission thread waits.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/mutex.h"
#include "session/group.h"

namespace ascend_rx::session {

struct Command {
  enum class Kind {
    kBuild,
    kExecute,
    kLaunch,
    kSynchronize,
    kSynchronizeInstead,  // of a callback that was refused. Unlike with kSynchronize, the group is prepared.
  };

  Kind kind = Kind::kBuild;
  uint32_t slot = 0;              // kExecute
  Group* group = nullptr;         // kLaunch, kSynchronize, kSynchronizeInstead
  aclrtCallbackBlockType type{};  // kLaunch
};

class SubmissionQueue {
 public:
  enum class Wake { kCommand, kCheck, kGiveUp, kStop };

  // Throws std::bad_alloc, and changes nothing then.
  void push(const Command& command) {
    const MutexLock lock(mutex_);
    incoming_.push_back(command);
    pending_.fetch_add(1, std::memory_order_relaxed);
    // A thread that works looks into the queue again before it sleeps. Only a sleeping one is notified.
    if (waiting_) wake_.notify_one();
  }

  // The execution stream may have failed: it is checked before the next command.
  void request_check() {
    const MutexLock lock(mutex_);
    check_requested_ = true;
    if (waiting_) wake_.notify_one();
  }

  // A command could not be pushed: the execution stream is given up before the next command. Needs no memory.
  void request_give_up() {
    const MutexLock lock(mutex_);
    // Pending, as a command is: until it has been done, nothing is submitted directly.
    if (!give_up_requested_) pending_.fetch_add(1, std::memory_order_relaxed);
    give_up_requested_ = true;
    if (waiting_) wake_.notify_one();
  }

  // From now on wait() gives nothing but kStop.
  void request_stop() {
    const MutexLock lock(mutex_);
    stop_requested_ = true;
    if (waiting_) wake_.notify_one();
  }

  bool stop_requested() const {
    const MutexLock lock(mutex_);
    return stop_requested_;
  }

  // True if no command waits and none is being handled.
  bool idle() const { return pending_.load(std::memory_order_acquire) == 0; }
  // The submission thread has handled one command, or kGiveUp.
  void done() { pending_.fetch_sub(1, std::memory_order_release); }

  // Waits for the next thing to do. Submission thread.
  Wake wait(Command& command) {
    MutexLock lock(mutex_);
    waiting_ = true;
    while (!stop_requested_ && !give_up_requested_ && !check_requested_ && next_ == outgoing_.size() &&
           incoming_.empty()) {
      wake_.wait(lock);
    }
    waiting_ = false;
    if (stop_requested_) return Wake::kStop;
    if (give_up_requested_) {
      give_up_requested_ = false;
      return Wake::kGiveUp;
    }
    if (check_requested_) {
      check_requested_ = false;
      return Wake::kCheck;
    }
    // The two vectors swap their memory, so that after a while no command allocates.
    if (next_ == outgoing_.size()) {
      outgoing_.clear();
      outgoing_.swap(incoming_);
      next_ = 0;
    }
    command = outgoing_[next_++];
    return Wake::kCommand;
  }

 private:
  std::atomic<size_t> pending_{0};  // pushed and not done
  mutable Mutex mutex_;
  ConditionVariable wake_;
  std::vector<Command> incoming_ GUARDED_BY(mutex_);
  std::vector<Command> outgoing_ GUARDED_BY(mutex_);
  size_t next_ GUARDED_BY(mutex_) = 0;  // in outgoing_
  bool waiting_ GUARDED_BY(mutex_) = false;
  bool check_requested_ GUARDED_BY(mutex_) = false;
  bool give_up_requested_ GUARDED_BY(mutex_) = false;
  bool stop_requested_ GUARDED_BY(mutex_) = false;
};

}  // namespace ascend_rx::session
