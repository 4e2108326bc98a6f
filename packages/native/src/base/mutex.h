// The mutex, the lock and the condition variable of all native code: those of the standard library, with the
// annotations that libstdc++'s lack. Knows nothing of ACL, of Node and of ONNX Runtime.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "base/cpu_relax.h"
#include "base/thread_annotations.h"

namespace ascend_rx {

/// Chooses the adaptive form of a lock: it tries for a moment before the thread sleeps. For a mutex that is
/// never held for long, and that two threads take all the time: falling asleep and being woken costs a
/// hundred times as much as the wait itself.
struct Adaptive {};
inline constexpr Adaptive adaptive{};

class ASCEND_RX_CAPABILITY("mutex") Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void lock() ACQUIRE() { mutex_.lock(); }
  void unlock() RELEASE() { mutex_.unlock(); }
  // After a successful try_lock(), give the mutex to a MutexLock with std::adopt_lock.
  bool try_lock() TRY_ACQUIRE(true) { return mutex_.try_lock(); }
  void lock(Adaptive) ACQUIRE() {
    constexpr int tries = 64;
    for (int i = 0; i < tries; ++i) {
      if (mutex_.try_lock()) return;
      cpu_relax();
    }
    mutex_.lock();
  }

 private:
  friend class MutexLock;
  std::mutex mutex_;
};

/// Holds a mutex from its construction to its destruction. In between, the mutex may be released and taken
/// again. A lock is used by one thread only.
class ASCEND_RX_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ACQUIRE(mutex) : lock_(mutex.mutex_) {}
  MutexLock(Mutex& mutex, Adaptive) ACQUIRE(mutex) : lock_(locked(mutex), std::adopt_lock) {}
  /// Takes over a mutex that the calling thread holds already.
  MutexLock(Mutex& mutex, std::adopt_lock_t adopt) REQUIRES(mutex) : lock_(mutex.mutex_, adopt) {}
  ~MutexLock() RELEASE() = default;
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  void unlock() RELEASE() { lock_.unlock(); }
  void lock() ACQUIRE() { lock_.lock(); }

 private:
  friend class ConditionVariable;
  static std::mutex& locked(Mutex& mutex) ACQUIRE(mutex) {
    mutex.lock(adaptive);
    return mutex.mutex_;
  }

  std::unique_lock<std::mutex> lock_;
};

/// Gives a mutex back until its own end, and takes it again then: for a function that is called with the
/// mutex held and does a part of its work without. One thread's.
class ASCEND_RX_SCOPED_CAPABILITY MutexUnlock {
 public:
  explicit MutexUnlock(Mutex& mutex) RELEASE(mutex) : mutex_(mutex) { mutex.unlock(); }
  ~MutexUnlock() RELEASE() { mutex_.lock(); }
  MutexUnlock(const MutexUnlock&) = delete;
  MutexUnlock& operator=(const MutexUnlock&) = delete;

 private:
  Mutex& mutex_;
};

/// The same; takes the mutex again in the adaptive form.
class ASCEND_RX_SCOPED_CAPABILITY AdaptiveMutexUnlock {
 public:
  explicit AdaptiveMutexUnlock(Mutex& mutex) RELEASE(mutex) : mutex_(mutex) { mutex.unlock(); }
  ~AdaptiveMutexUnlock() RELEASE() { mutex_.lock(adaptive); }
  AdaptiveMutexUnlock(const AdaptiveMutexUnlock&) = delete;
  AdaptiveMutexUnlock& operator=(const AdaptiveMutexUnlock&) = delete;

 private:
  Mutex& mutex_;
};

/// Waits for a change that another thread makes under the same mutex. Write the condition as a `while` loop
/// around `wait`: there the analysis sees that the lock is held. It does not look into lambdas.
class ConditionVariable {
 public:
  void notify_one() { condition_.notify_one(); }
  void notify_all() { condition_.notify_all(); }

  void wait(MutexLock& lock) { condition_.wait(lock.lock_); }

  template <class Clock, class Duration>
  std::cv_status wait_until(MutexLock& lock, const std::chrono::time_point<Clock, Duration>& time) {
    return condition_.wait_until(lock.lock_, time);
  }

  template <class Rep, class Period>
  std::cv_status wait_for(MutexLock& lock, const std::chrono::duration<Rep, Period>& time) {
    return condition_.wait_for(lock.lock_, time);
  }

 private:
  std::condition_variable condition_;
};

}  // namespace ascend_rx
