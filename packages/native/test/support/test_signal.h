// A counting semaphore: one thread waits, another one sets it. Tests wait for events, never for time.
#pragma once

#include <condition_variable>
#include <mutex>

namespace test {

class Signal {
 public:
  void set() {
    const std::lock_guard lock(mutex_);
    ++count_;
    changed_.notify_all();
  }
  // Waits for one set() and takes it.
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return count_ > 0; });
    --count_;
  }
  bool is_set() {
    const std::lock_guard lock(mutex_);
    return count_ > 0;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int count_ = 0;
};

}  // namespace test
