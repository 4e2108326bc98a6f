#include "process_end.h"

#include <atomic>
#include <cstdlib>

#include "device/live_streams.h"
#include "device/subscriptions.h"
#include "onnx/onnx_gate.h"

namespace ascend_rx::runtime {
namespace {

std::atomic<bool> ended{false};

// Waits for no user code: a callback may be the one that called exit().
void stop_everything() {
  ended.store(true);
  OnnxGate::instance().close();
  Subscriptions::instance().stop();
  LiveStreams::instance().stop();
  OnnxGate::instance().wait_until_empty();
}

}  // namespace

bool process_ended() noexcept { return ended.load(std::memory_order_relaxed); }

void stop_at_exit() { std::atexit(stop_everything); }

}  // namespace ascend_rx::runtime
