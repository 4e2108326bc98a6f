// Whether the process is ending, and what calls return from then on. Every folder of the runtime may ask.
// What is stopped at the end, and in which order, is in lifetime/stop_at_exit.cc, which may include all those
// folders. In a child of fork() the end has come from the start, because the child has none of its parent's
// threads.
#pragma once

#include "acl/acl.h"

namespace ascend_rx::runtime {

// What calls return when the process is ending.
constexpr aclError ended_status = ACL_ERROR_UNINITIALIZE;

// True as soon as exit() has begun to stop the library, and in children of fork(). Any thread.
bool process_ended() noexcept;

// Registers the exit handler, which stops everything when exit() runs. Handlers of exit() run in reverse
// order of their registration. Our handler must run before the destructors of ONNX Runtime, so this function
// is called again after ONNX Runtime was loaded. To stop twice does no harm. Any thread.
void stop_at_exit();

// What the handler does: `stop` stops everything; `leave_child` runs in its place in a child of fork(). Set
// once, when the library is loaded.
struct ExitHandler {
  void (*stop)();
  void (*leave_child)(int status);
};
void set_exit_handler(const ExitHandler& handler);

}  // namespace ascend_rx::runtime
