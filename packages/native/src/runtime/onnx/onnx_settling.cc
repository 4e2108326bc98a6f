#include "onnx_settling.h"

#include <atomic>
#include <mutex>

#include "process/process_end.h"

namespace ascend_rx::runtime {
namespace {

std::mutex& first_load() {
  static auto* const mutex = new std::mutex;  // outlives static objects that call ACL
  return *mutex;
}

std::atomic<bool> settled{false};

}  // namespace

OnnxSettling::OnnxSettling() : first_(!settled.load()) {
  if (first_) first_load().lock();
}

OnnxSettling::~OnnxSettling() {
  if (first_) first_load().unlock();
}

void OnnxSettling::done() const {
  if (first_ && !settled.exchange(true)) stop_at_exit();
}

bool OnnxSettling::over() { return settled.load(); }

void OnnxSettling::wait() {
  if (settled.load() || process_ended()) return;
  const std::lock_guard under_way(first_load());
}

}  // namespace ascend_rx::runtime
