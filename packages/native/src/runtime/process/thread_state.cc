#include "thread_state.h"

#include <new>

#include "device/context.h"
#include "device/report_group.h"
#include "onnx/onnx_settling.h"

namespace ascend_rx::runtime {
namespace {

constexpr size_t kept_errors = 16;

// The pointer has no destructor, so that it can be read after the thread's locals are gone.
thread_local ThreadState* state = nullptr;
thread_local bool gone = false;

struct Reaper {
  bool armed = false;
  Reaper() = default;
  Reaper(const Reaper&) = delete;
  Reaper& operator=(const Reaper&) = delete;
  ~Reaper() {
    delete state;
    state = nullptr;
    gone = true;
    OnnxSettling::wait();
  }
};

thread_local Reaper reaper;

// The thread that loads this library, mostly the main one, may exit without ever having called ACL.
__attribute__((constructor)) void watch_loading_thread() { reaper.armed = true; }

}  // namespace

thread_local const char* current_function = nullptr;

ThreadState* thread_state() noexcept {
  if (!state && !gone) {
    state = new (std::nothrow) ThreadState;
    reaper.armed = true;
  }
  return state;
}

aclError note_failure(aclError code, const std::string& text) noexcept {
  ThreadState* const mine = thread_state();
  if (!mine) return code;
  try {
    if (mine->errors.size() == kept_errors) mine->errors.erase(mine->errors.begin());
    const std::string place = current_function ? std::string(current_function) + ": " : std::string();
    mine->errors.push_back("[" + std::to_string(code) + "] " + place + text);
  } catch (const std::bad_alloc&) {
    // The status still says what happened.
  }
  return code;
}

}  // namespace ascend_rx::runtime
