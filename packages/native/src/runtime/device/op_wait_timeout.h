// How long streams wait for an event, in seconds; 0: without limit. Process-wide.
#pragma once

#include <atomic>
#include <cstdint>

namespace ascend_rx::runtime {

inline std::atomic<uint32_t> op_wait_timeout{0};

}  // namespace ascend_rx::runtime
