// Time that does not pass for deadlines: whoever waits for a condition until a point of time is not woken by
// the clock, however slow the machine is. It replaces functions for the whole process, shared libraries
// included, so include it in one file per executable. The executable must export them (ENABLE_EXPORTS).
#pragma once

#include <dlfcn.h>
#include <pthread.h>

#include <atomic>
#include <ctime>

#include "test_signal.h"

namespace test {

// As long as one exists, time is stopped. Not nested.
class StoppedTime {
 public:
  StoppedTime() { now_ = this; }
  ~StoppedTime() { now_ = nullptr; }
  StoppedTime(const StoppedTime&) = delete;
  StoppedTime& operator=(const StoppedTime&) = delete;

  // Returns when a thread waits with a deadline.
  void wait_for_a_deadline() { begun_.wait(); }

  // Waits, until `time` only if time is not stopped.
  template <typename WaitUntil>
  static int wait(pthread_cond_t* condition, pthread_mutex_t* mutex, WaitUntil until) {
    StoppedTime* const stopped = now_;
    if (!stopped) return until();
    stopped->begun_.set();
    return pthread_cond_wait(condition, mutex);
  }

 private:
  static inline std::atomic<StoppedTime*> now_{nullptr};
  Signal begun_;
};

}  // namespace test

// std::condition_variable calls one of them, depending on the version of the C library.
extern "C" {

__attribute__((visibility("default"), noinline)) int pthread_cond_timedwait(pthread_cond_t* condition,
                                                                            pthread_mutex_t* mutex,
                                                                            const timespec* time) {
  using Function = int (*)(pthread_cond_t*, pthread_mutex_t*, const timespec*);
  static const auto original = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "pthread_cond_timedwait"));
  return test::StoppedTime::wait(condition, mutex, [=] { return original(condition, mutex, time); });
}

__attribute__((visibility("default"), noinline)) int pthread_cond_clockwait(pthread_cond_t* condition,
                                                                            pthread_mutex_t* mutex,
                                                                            clockid_t clock,
                                                                            const timespec* time) {
  using Function = int (*)(pthread_cond_t*, pthread_mutex_t*, clockid_t, const timespec*);
  static const auto original = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "pthread_cond_clockwait"));
  return test::StoppedTime::wait(condition, mutex, [=] { return original(condition, mutex, clock, time); });
}

}  // extern "C"
