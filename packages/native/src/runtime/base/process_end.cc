#include "runtime/base/process_end.h"

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>

namespace ascend_rx::runtime {
namespace {

std::atomic<bool> ended{false};
ExitHandler exit_handler{};

// The process that has the threads and the locks. A child of fork() has neither: for it everything is over.
pid_t owner() {
  static const pid_t process = [] {
    pthread_atfork(nullptr, nullptr, [] { ended.store(true); });
    return getpid();
  }();
  return process;
}

void on_process_exit(int status, void*) {
  if (getpid() != owner()) return exit_handler.leave_child(status);
  ended.store(true);
  exit_handler.stop();
}

}  // namespace

bool process_ended() noexcept { return ended.load(std::memory_order_relaxed); }

void set_exit_handler(const ExitHandler& handler) { exit_handler = handler; }

void stop_at_exit() {
  static_cast<void>(owner());
  on_exit(on_process_exit, nullptr);
}

}  // namespace ascend_rx::runtime
