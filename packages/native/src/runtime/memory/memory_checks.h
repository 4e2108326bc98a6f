// Strict checks of the memory that calls name. All report misuse. REQUIRES: strict().
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "acl/acl.h"
#include "runtime/memory/memory_uses.h"

namespace ascend_rx::runtime {

// The device whose task uses the memory; nothing where a synchronous call does.
using Worker = std::optional<int32_t>;

// Of copies: each side must be where the direction says, and completely in memory that the client has; a
// device reaches only the devices that it was allowed to. Asynchronous copies need page-locked host memory.
void check_copied_memory(const MemoryRows& to, const MemoryRows& from, unsigned kind, const Worker& worker);

// Of memory that is filled: it must be of the device or page-locked.
void check_filled_memory(const MemoryRows& rows, const Worker& worker);

// Of device memory that a call, or a task, reads or writes; `what` names it in messages.
void check_device_memory(const MemoryRows& rows, const char* what, const Worker& worker);

// Of memory that the host writes now: no queued task may still need it.
void check_not_in_use(const MemoryRows& rows);

}  // namespace ascend_rx::runtime
