// Strict checks of memory that calls name.
#pragma once

#include <cstddef>

#include "acl/acl.h"
#include "memory_uses.h"

namespace ascend_rx::runtime {

// Of copies: each side must lie where its direction says, wholly in memory that is given out. Asynchronous
// ones want page-locked host memory. Throws Failure, or prints. REQUIRES: strict().
void check_copied_memory(const MemoryRows& to, const MemoryRows& from, unsigned kind, bool asynchronous);

// Of device memory that a call, or a task, is to read or write; `what` names it.
void check_device_memory(const MemoryRows& rows, const char* what);

// Of memory that the host writes at once: no queued task may be waiting for what is there.
void check_not_in_use(const MemoryRows& rows);

}  // namespace ascend_rx::runtime
