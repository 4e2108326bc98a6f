// What the library keeps for each calling thread: its current context, and the report group it serves. Owned
// by the thread; no other thread touches it.
#pragma once

#include <memory>

namespace ascend_rx::runtime {

class Context;
class ReportGroup;

struct ThreadState {
  ThreadState() noexcept;

  std::shared_ptr<Context> context;
  std::shared_ptr<ReportGroup> reports;
};

// This thread's state. Null when the thread's locals have been destroyed already (code that exit() runs can
// meet this), or when there is no memory for it.
ThreadState* thread_state() noexcept;

}  // namespace ascend_rx::runtime
