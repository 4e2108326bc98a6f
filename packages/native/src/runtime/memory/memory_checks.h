// Strict checks of memory that calls name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "acl/acl.h"
#include "memory_uses.h"

namespace ascend_rx::runtime {

// The device whose task works on the memory; none where a call does so at once.
using Worker = std::optional<int32_t>;

// Of copies: each side must lie where its direction says, wholly in memory that is given out, and devices
// reach only those that they were allowed to. Asynchronous ones want page-locked host memory. Throws Failure,
// or prints. REQUIRES: strict().
void check_copied_memory(const MemoryRows& to, const MemoryRows& from, unsigned kind, const Worker& worker);

// Of memory that is to be filled: on the device or page-locked.
void check_filled_memory(const MemoryRows& rows, const Worker& worker);

// Of device memory that a call, or a task, is to read or write; `what` names it.
void check_device_memory(const MemoryRows& rows, const char* what, const Worker& worker);

// Of memory that the host writes at once: no queued task may be waiting for what is there.
void check_not_in_use(const MemoryRows& rows);

}  // namespace ascend_rx::runtime
