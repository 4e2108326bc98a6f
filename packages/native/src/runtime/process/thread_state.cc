#include "thread_state.h"

#include <mutex>
#include <new>

#include "call.h"
#include "device/context.h"
#include "device/report_group.h"
#include "onnx/onnx_settling.h"
#include "settings.h"

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

struct SharedErrors {
  std::mutex mutex;
  Errors errors;
};

SharedErrors& shared_errors() {
  static auto* const all = new SharedErrors;  // outlives static objects that call ACL
  return *all;
}

void keep(Errors& errors, std::string line) {
  if (errors.size() == kept_errors) errors.erase(errors.begin());
  errors.push_back(std::move(line));
}

// The thread that loads this library, mostly the main one, may exit without ever having called ACL.
__attribute__((constructor)) void watch_loading_thread() { reaper.armed = true; }

}  // namespace

thread_local const char* current_call = nullptr;

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
    const std::string place = current_call ? std::string(function_name(current_call)) + ": " : std::string();
    std::string line = "[" + std::to_string(code) + "] " + place + text;
    if (Settings::current().errors_per_process) {
      SharedErrors& all = shared_errors();
      const std::lock_guard lock(all.mutex);
      keep(all.errors, std::move(line));
    } else {
      keep(mine->errors, std::move(line));
    }
  } catch (const std::bad_alloc&) {
    // The status still says what happened.
  }
  return code;
}

const char* take_errors() {
  ThreadState* const mine = thread_state();
  if (!mine) return nullptr;
  Errors errors = std::move(mine->errors);
  mine->errors.clear();
  if (Settings::current().errors_per_process) {
    SharedErrors& all = shared_errors();
    const std::lock_guard lock(all.mutex);
    errors.insert(errors.end(), all.errors.begin(), all.errors.end());
    all.errors.clear();
  }
  if (errors.empty()) return nullptr;
  std::string text;
  for (auto error = errors.rbegin(); error != errors.rend(); ++error)
    text += (text.empty() ? "" : "\n") + *error;
  mine->shown = std::move(text);
  return mine->shown.c_str();
}

}  // namespace ascend_rx::runtime
