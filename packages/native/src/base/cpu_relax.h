// What a thread does between two looks at memory that another thread writes. Knows nothing of ACL, of Node
// and of ONNX Runtime.
#pragma once

namespace ascend_rx {

/// Tells the processor that this thread waits in a loop: the other thread of the core gets more of it.
inline void cpu_relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace ascend_rx
