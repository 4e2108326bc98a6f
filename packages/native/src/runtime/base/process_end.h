// The end of the process, as every folder of the runtime knows it: whether it has begun, and what calls
// return from then on. What is stopped then, and in which order: lifetime/stop_at_exit.cc, the only file that
// knows everybody. A child of fork() is at its end from the beginning: it has none of its parent's threads.
#pragma once

#include "acl/acl.h"

namespace ascend_rx::runtime {

// What calls return once the process ends.
constexpr aclError ended_status = ACL_ERROR_UNINITIALIZE;

// True from the moment the library has begun to stop for good, and in children of fork(). Any thread.
bool process_ended() noexcept;

// Has everything stopped when exit() runs. Handlers of exit() run in reverse order of their registration, so
// this is called once more when ONNX Runtime is loaded: our handler must run before its destructors. Stopping
// twice does no harm. Any thread.
void stop_at_exit();

// What exit() runs: stops everything, or leaves a child of fork(). Set once, when the library is loaded.
struct ExitHandler {
  void (*stop)();
  void (*leave_child)(int status);
};
void set_exit_handler(const ExitHandler& handler);

}  // namespace ascend_rx::runtime
