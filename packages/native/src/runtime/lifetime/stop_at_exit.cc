// What stops when the process ends, and in which order. Any thread may call exit() while other threads are
// inside ACL calls and workers are inside ONNX Runtime. exit() then destroys the static objects of ONNX
// Runtime. All work has to stop before that.
#include <unistd.h>

#include <cstdio>

#include "runtime/base/process_end.h"
#include "runtime/device/live_streams.h"
#include "runtime/device/subscriptions.h"
#include "runtime/onnx/onnx_access.h"
#include "runtime/onnx/onnx_first_load.h"

namespace ascend_rx::runtime {
namespace {

// Waits for no user code: a callback may be what called exit().
void stop_everything() {
  OnnxAccess::instance().close();
  Subscriptions::instance().stop();
  LiveStreams::instance().stop();
  OnnxAccess::instance().wait_until_unused();
}

// ONNX Runtime's destructors would wait for threads that a child of fork() does not have. Where ONNX Runtime
// is loaded the child ends here, without them.
void leave_child(int status) {
  if (!OnnxFirstLoad::is_over()) return;
  std::fflush(nullptr);
  _exit(status);
}

// Before any function of the library can be called.
__attribute__((constructor)) void install() { set_exit_handler({stop_everything, leave_child}); }

}  // namespace
}  // namespace ascend_rx::runtime
