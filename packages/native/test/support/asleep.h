// Finds out that another thread sleeps in a call, where the call itself gives no sign of it.
#pragma once

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <string>
#include <thread>

#include "test.h"

namespace test {

// A thread that makes a call which waits.
class Sleeper {
 public:
  template <typename Call>
  explicit Sleeper(Call call)
      : thread_([this, call] {
          id_ = static_cast<int>(syscall(SYS_gettid));
          call();
        }) {}
  ~Sleeper() { thread_.join(); }
  Sleeper(const Sleeper&) = delete;
  Sleeper& operator=(const Sleeper&) = delete;

  // Returns when the kernel says that the thread waits for a lock or a condition. REQUIRES: the call does not
  // wait for anything else before.
  void wait_until_asleep() const {
    const std::string waits = std::to_string(SYS_futex);
    std::string now;
    while (now != waits) {
      std::this_thread::yield();
      if (id_ == 0) continue;
      std::ifstream file("/proc/self/task/" + std::to_string(id_) + "/syscall");
      if (!CHECK(file.good())) return;  // the call has returned already
      file >> now;
    }
  }

 private:
  std::atomic<int> id_{0};
  std::thread thread_;
};

}  // namespace test
