#include "process_end.h"

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>

#include "device/live_streams.h"
#include "device/subscriptions.h"
#include "onnx/onnx_gate.h"
#include "onnx/onnx_settling.h"

namespace ascend_rx::runtime {
namespace {

std::atomic<bool> ended{false};

// The process that has the threads and the locks. A child of fork() has neither: for it, all is over.
pid_t owner() {
  static const pid_t process = [] {
    pthread_atfork(nullptr, nullptr, [] { ended.store(true); });
    return getpid();
  }();
  return process;
}

// ONNX Runtime's destructors would wait for their threads: where there may be any, the child goes at once.
void leave_child(int status) {
  if (!OnnxSettling::over()) return;
  std::fflush(nullptr);
  _exit(status);
}

// Waits for no user code: a callback may be the one that called exit().
void stop_everything(int status, void*) {
  if (getpid() != owner()) return leave_child(status);
  ended.store(true);
  OnnxGate::instance().close();
  Subscriptions::instance().stop();
  LiveStreams::instance().stop();
  OnnxGate::instance().wait_until_empty();
}

}  // namespace

bool process_ended() noexcept { return ended.load(std::memory_order_relaxed); }

void stop_at_exit() {
  static_cast<void>(owner());
  on_exit(stop_everything, nullptr);
}

}  // namespace ascend_rx::runtime
