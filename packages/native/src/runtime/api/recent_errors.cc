#include "runtime/api/recent_errors.h"

#include <new>
#include <vector>

#include "base/mutex.h"
#include "runtime/base/call.h"
#include "runtime/base/log.h"
#include "runtime/base/per_thread.h"
#include "runtime/checks/strict.h"
#include "runtime/config/settings.h"
#include "runtime/onnx/onnx_first_load.h"

namespace ascend_rx::runtime {
namespace {

constexpr size_t most_kept = 16;

using Errors = std::vector<std::string>;  // oldest first

struct ThreadErrors {
  ThreadErrors() noexcept { OnnxFirstLoad::wait_at_end_of_thread(); }

  Errors errors;
  std::string shown;  // what aclGetRecentErrMsg gave last
};

struct ProcessErrors {
  Mutex mutex;
  Errors errors GUARDED_BY(mutex);
};

ProcessErrors& process_errors() {
  static auto* const all = new ProcessErrors;  // outlives static objects that call ACL
  return *all;
}

// Tells of the failure also where the program does not ask for its text.
void show(aclError code, const std::string& text) {
  const std::string_view function = current_call ? function_name(current_call) : std::string_view("ACL");
  log_failure(function, code, text);
  // What the embedded runtime does not have. Many programs do not look at the status of such calls.
  if (code == ACL_ERROR_RT_FEATURE_NOT_SUPPORT && strict())
    print_misuse(std::string(function) + ": [" + std::to_string(code) + "] " + text);
}

void keep(Errors& errors, std::string line) {
  if (errors.size() == most_kept) errors.erase(errors.begin());
  errors.push_back(std::move(line));
}

}  // namespace

aclError note_failure(aclError code, const std::string& text) noexcept {
  try {
    show(code, text);
    ThreadErrors* const mine = PerThread<ThreadErrors>::get();
    if (!mine) return code;
    const std::string place = current_call ? std::string(function_name(current_call)) + ": " : std::string();
    std::string line = "[" + std::to_string(code) + "] " + place + text;
    if (Settings::current().errors_per_process) {
      ProcessErrors& all = process_errors();
      const MutexLock lock(all.mutex);
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
  ThreadErrors* const mine = PerThread<ThreadErrors>::get();
  if (!mine) return nullptr;
  Errors errors = std::move(mine->errors);
  mine->errors.clear();
  if (Settings::current().errors_per_process) {
    ProcessErrors& all = process_errors();
    const MutexLock lock(all.mutex);
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
