#include "runtime/device/thread_state.h"

#include "runtime/base/per_thread.h"
#include "runtime/onnx/onnx_first_load.h"

namespace ascend_rx::runtime {

ThreadState::ThreadState() noexcept { OnnxFirstLoad::wait_at_end_of_thread(); }

ThreadState* thread_state() noexcept { return PerThread<ThreadState>::get(); }

}  // namespace ascend_rx::runtime
