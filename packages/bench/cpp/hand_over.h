// The cost of waking a thread: two threads wake each other through a mutex and a condition variable.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

namespace bench {

class HandOver {
 public:
  HandOver() : other_([this] { answer(); }) {}
  ~HandOver() {
    pass(ended);
    other_.join();
  }
  HandOver(const HandOver&) = delete;
  HandOver& operator=(const HandOver&) = delete;

  // Wakes the other thread and waits until it has woken this one.
  void run() {
    pass(there);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return turn_ == here; });
  }

 private:
  enum Turn { here, there, ended };

  void pass(Turn turn) {
    const std::lock_guard lock(mutex_);
    turn_ = turn;
    changed_.notify_one();
  }

  void answer() {
    for (;;) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return turn_ != here; });
      if (turn_ == ended) return;
      turn_ = here;
      changed_.notify_one();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  Turn turn_ = here;
  std::thread other_;
};

}  // namespace bench
