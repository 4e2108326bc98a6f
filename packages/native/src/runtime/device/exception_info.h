// The process-wide exception-info callback, which is called for failed tasks, and what it is given.
#pragma once

#include <atomic>
#include <cstdint>

#include "acl/acl.h"

// The C interface's opaque type.
struct rtExceptionInfo {
  uint32_t task;    // counts the stream's tasks from 0
  uint32_t stream;  // counts the process's streams from 0
  uint32_t thread;  // kernel id of the thread that queued the task
  uint32_t device;
  uint32_t code;
};

namespace ascend_rx::runtime {

inline std::atomic<aclrtExceptionInfoCallback> exception_callback{nullptr};

}  // namespace ascend_rx::runtime
