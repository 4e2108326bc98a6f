#include "runtime/onnx/onnx_first_load.h"

#include <sys/syscall.h>
#include <unistd.h>

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

// The main thread has ended, and with it the process exits. Written while no load is under way.
std::atomic<bool> too_late{false};

bool is_main_thread() noexcept { return syscall(SYS_gettid) == getpid(); }

struct EndOfThread {
  bool armed = false;  // written to, or the object would never be made
  EndOfThread() = default;
  EndOfThread(const EndOfThread&) = delete;
  EndOfThread& operator=(const EndOfThread&) = delete;
  ~EndOfThread() {
    if (over.load() || process_ended()) return;
    const MutexLock until_no_load_is_under_way(loading());
    if (is_main_thread()) too_late.store(true);
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

bool OnnxFirstLoad::may_begin() const { return !locked_ || over.load() || !too_late.load(); }

void OnnxFirstLoad::succeeded() const {
  if (locked_ && !over.exchange(true)) stop_at_exit();
}

bool OnnxFirstLoad::is_over() { return over.load(); }

void OnnxFirstLoad::wait_at_end_of_thread() noexcept { end_of_thread.armed = true; }

}  // namespace ascend_rx::runtime
