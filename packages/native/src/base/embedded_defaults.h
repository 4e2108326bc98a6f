// Defaults of the embedded runtime that programs around it must know, too.
#pragma once

#include <cstddef>

namespace ascend_rx {

// How many tasks an execution stream holds. Submitting to a full stream waits.
constexpr size_t kDefaultQueueDepth = 2048;

}  // namespace ascend_rx
