// The end of the process. exit() may come from any thread while others are inside ACL calls and workers
// inside ONNX Runtime, whose own static objects exit() then destroys; so before that all work is stopped.
// A child of fork() is at its end from the beginning: the threads it would wait for are its parent's.
#pragma once

#include "acl/acl.h"

namespace ascend_rx::runtime {

// What calls return once the process ends.
constexpr aclError ended_status = ACL_ERROR_UNINITIALIZE;

// True from the moment the library has begun to stop for good, and in children of fork(). Any thread.
bool process_ended() noexcept;

// Has everything stopped when exit() runs. Handlers run in reverse order, so this is called again once
// ONNX Runtime is loaded: we must come before its destructors. Stopping twice does no harm.
void stop_at_exit();

}  // namespace ascend_rx::runtime
