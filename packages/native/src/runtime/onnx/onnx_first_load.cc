#include "runtime/onnx/onnx_first_load.h"

#include <atomic>

#include "base/mutex.h"
#include "runtime/base/process_end.h"

namespace ascend_rx::runtime {
namespace {

Mutex& loading() {
  static auto* const mutex = new Mutex;  // outlives static objects that call ACL
  return *mutex;
}

std::atomic<bool> over{false};

struct EndOfThread {
  bool armed = false;  // written to, or the object would never be made
  EndOfThread() = default;
  EndOfThread(const EndOfThread&) = delete;
  EndOfThread& operator=(const EndOfThread&) = delete;
  ~EndOfThread() {
    if (over.load() || process_ended()) return;
    const MutexLock until_no_load_is_under_way(loading());
  }
};

thread_local EndOfThread end_of_thread;

// The thread that loads this library, mostly the main thread, may exit without ever having called ACL.
__attribute__((constructor)) void watch_loading_thread() { OnnxFirstLoad::wait_at_end_of_thread(); }

}  // namespace

OnnxFirstLoad::OnnxFirstLoad() : locked_(!over.load()) {
  if (locked_) loading().lock();
}

OnnxFirstLoad::~OnnxFirstLoad() {
  if (locked_) loading().unlock();
}

void OnnxFirstLoad::succeeded() const {
  if (locked_ && !over.exchange(true)) stop_at_exit();
}

bool OnnxFirstLoad::is_over() { return over.load(); }

void OnnxFirstLoad::wait_at_end_of_thread() noexcept { end_of_thread.armed = true; }

}  // namespace ascend_rx::runtime
