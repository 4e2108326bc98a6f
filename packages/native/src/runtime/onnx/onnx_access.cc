#include "runtime/onnx/onnx_access.h"

#include "runtime/onnx/run_control.h"

namespace ascend_rx::runtime {

OnnxAccess& OnnxAccess::instance() {
  static OnnxAccess* const the_one = new OnnxAccess;
  return *the_one;
}

// enter() counts first and looks at closed_ then; close() sets closed_ first and looks at the count then. So
// at least one of the two sees the other.
bool OnnxAccess::enter() {
  inside_.fetch_add(1);
  if (!closed_.load()) return true;
  leave();
  return false;
}

void OnnxAccess::leave() {
  if (inside_.fetch_sub(1) == 1 && closed_.load()) {
    const MutexLock lock(mutex_);
    unused_.notify_all();
  }
}

void OnnxAccess::add(RunControl& run) {
  const MutexLock lock(mutex_);
  runs_.insert(&run);
  if (closed_.load()) run.terminate();
}

void OnnxAccess::remove(RunControl& run) {
  const MutexLock lock(mutex_);
  runs_.erase(&run);
}

void OnnxAccess::close() {
  closed_.store(true);
  const MutexLock lock(mutex_);
  for (RunControl* const run : runs_) run->terminate();
  closing_.notify_all();
}

void OnnxAccess::wait_until(std::chrono::steady_clock::time_point time) {
  MutexLock lock(mutex_);
  while (!closed_.load() && closing_.wait_until(lock, time) != std::cv_status::timeout) {
  }
}

void OnnxAccess::wait_until_unused() {
  MutexLock lock(mutex_);
  while (inside_.load() != 0) unused_.wait(lock);
}

}  // namespace ascend_rx::runtime
