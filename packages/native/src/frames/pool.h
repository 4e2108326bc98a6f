// A few threads that do pieces of work, one after the other, in the order in which they came.
//
// A thread starts when work comes and no thread is free, until there are as many as there may be. All end
// with stop(). An exception of a piece of work would end the process: run() is noexcept.
#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>
#include <thread>
#include <vector>

#include "base/mutex.h"

namespace ascend_rx::frames {

// A piece of work. Shared by who made it and by the thread that does it: either may be the last to let go of
// it.
class Work {
 public:
  Work() = default;
  virtual ~Work() = default;
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  // On a thread of the pool, once.
  virtual void run() noexcept = 0;

  // Asks run() to end early. Any thread.
  void cancel() { cancelled_.store(true, std::memory_order_relaxed); }

 protected:
  const std::atomic<bool>& cancelled() const { return cancelled_; }

 private:
  std::atomic<bool> cancelled_{false};
};

class Pool {
 public:
  explicit Pool(size_t most_threads) : most_threads_(most_threads) {}
  ~Pool() { stop(); }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // False: the pool has stopped. Throws std::runtime_error if the system gives no thread and there is none
  // yet, and std::bad_alloc. The work never runs in any of these cases.
  bool add(std::shared_ptr<Work> work);
  // True: the work was still waiting, and never runs.
  bool withdraw(const Work& work);
  // Cancels work that runs, waits for it, and joins the threads. Work that waits never runs. Any thread that
  // is not the pool's; idempotent; a second caller waits, too.
  void stop();

  // How many there may be from now on. Those that run stay. Any thread.
  void use_threads(size_t most);
  // How many have been started.
  size_t threads() const;

 private:
  void start_thread() REQUIRES(mutex_);
  void serve();

  mutable Mutex mutex_;
  ConditionVariable changed_;
  size_t most_threads_ GUARDED_BY(mutex_);
  std::deque<std::shared_ptr<Work>> waiting_ GUARDED_BY(mutex_);
  std::vector<std::shared_ptr<Work>> running_ GUARDED_BY(mutex_);
  std::vector<std::thread> threads_ GUARDED_BY(mutex_);
  size_t free_ GUARDED_BY(mutex_) = 0;  // threads that wait for work
  bool stopped_ GUARDED_BY(mutex_) = false;
  Mutex stopping_ ACQUIRED_BEFORE(mutex_);
};

}  // namespace ascend_rx::frames
