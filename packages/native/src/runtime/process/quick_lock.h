// Taking a mutex that is never held for long, where two threads meet all the time: looks a while before it
// sleeps, because falling asleep and being woken costs a hundred times as much as what is waited for.
#pragma once

#include <mutex>

namespace ascend_rx::runtime {

inline void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

inline void lock_quickly(std::unique_lock<std::mutex>& lock) {
  for (int looks = 0; looks < 64; ++looks) {
    if (lock.try_lock()) return;
    relax();
  }
  lock.lock();
}

inline std::unique_lock<std::mutex> quick_lock(std::mutex& mutex) {
  std::unique_lock lock(mutex, std::defer_lock);
  lock_quickly(lock);
  return lock;
}

}  // namespace ascend_rx::runtime
