#include "onnx_gate.h"

#include "run_control.h"

namespace ascend_rx::runtime {

OnnxGate& OnnxGate::instance() {
  static OnnxGate* const the_one = new OnnxGate;
  return *the_one;
}

// Counts itself first and looks then; close() marks first and counts then: one of the two sees the other.
bool OnnxGate::enter() {
  inside_.fetch_add(1);
  if (!closed_.load()) return true;
  leave();
  return false;
}

void OnnxGate::leave() {
  if (inside_.fetch_sub(1) == 1 && closed_.load()) {
    const std::lock_guard lock(mutex_);
    empty_.notify_all();
  }
}

void OnnxGate::add(RunControl& run) {
  const std::lock_guard lock(mutex_);
  runs_.insert(&run);
}

void OnnxGate::remove(RunControl& run) {
  const std::lock_guard lock(mutex_);
  runs_.erase(&run);
}

void OnnxGate::close() {
  closed_.store(true);
  const std::lock_guard lock(mutex_);
  for (RunControl* const run : runs_) run->terminate();
  closing_.notify_all();
}

void OnnxGate::wait_until(std::chrono::steady_clock::time_point time) {
  std::unique_lock lock(mutex_);
  closing_.wait_until(lock, time, [this] { return closed_.load(); });
}

void OnnxGate::wait_until_empty() {
  std::unique_lock lock(mutex_);
  empty_.wait(lock, [this] { return inside_.load() == 0; });
}

}  // namespace ascend_rx::runtime
