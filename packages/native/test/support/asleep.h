// Finds out that another thread sleeps, where nothing else gives a sign of it.
#pragma once

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>

#include "test.h"

namespace test {

// What the kernel calls the threads of this process.
inline std::set<int> threads() {
  std::set<int> all;
  for (const auto& each : std::filesystem::directory_iterator("/proc/self/task")) {
    all.insert(std::stoi(each.path().filename()));
  }
  return all;
}

// The thread waits for a lock or a condition, and not until a point of time: as long as no thread holds a
// lock, only a notification wakes it.
inline bool sleeps_until_woken(int thread) {
  std::ifstream file("/proc/self/task/" + std::to_string(thread) + "/syscall");
  std::string call, address, operation, value, time;  // arguments in hexadecimal; a running thread has none
  file >> call >> address >> operation >> value >> time;
  return call == std::to_string(SYS_futex) && time == "0x0";
}

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
